import type { FuzzCase } from './case.ts';

/** What a transaction did, in a form that can be compared and printed: hex and decimal strings throughout. */
export interface TransactionReport {
  /** 'refused', 'success', or why it ended */
  readonly status: string;
  readonly gasUsed?: string;
  /** the refund counter, where it counts: after a success */
  readonly refund?: string;
  readonly returnData?: string;
  readonly logs?: readonly string[];
  /** address of the contract made by a creation that succeeded */
  readonly created?: string;
}

/** What a case did: each transaction, and every account that is there at the end. */
export interface Outcome {
  readonly transactions: readonly TransactionReport[];
  /** address → its nonce, balance, code and slots */
  readonly state: Readonly<Record<string, string>>;
}

/** Something that runs cases, by name, so that two of them can be compared. */
export interface Executor {
  readonly name: string;
  run(item: FuzzCase): Promise<Outcome>;
}

/** What differs, line by line; empty where nothing does. */
export function differences(a: Executor, left: Outcome, b: Executor, right: Outcome): string[] {
  const found: string[] = [];
  const compare = (where: string, x: string | undefined, y: string | undefined) => {
    if (x !== y) found.push(`${where}\n  ${a.name}: ${x}\n  ${b.name}: ${y}`);
  };
  left.transactions.forEach((x, i) => {
    const y = right.transactions[i];
    compare(`transaction ${i}`, JSON.stringify(x), JSON.stringify(y));
  });
  for (const address of new Set([...Object.keys(left.state), ...Object.keys(right.state)])) {
    compare(`account ${address}`, left.state[address], right.state[address]);
  }
  return found;
}

/** An account's line in an outcome; slots by rising number, zeros left out. */
export function accountLine(
  nonce: bigint,
  balance: bigint,
  code: Uint8Array,
  slots: Iterable<readonly [slot: string, value: string]>,
): string {
  const lines = [...slots].filter(([, value]) => value !== '').sort(([a], [b]) => (a < b ? -1 : 1));
  const storage = lines.map(([slot, value]) => `${slot.replace(/^(00)+(?=..)/, '')}=${value}`).join(' ');
  return `nonce ${nonce} balance ${balance} code ${Buffer.from(code).toString('hex')} {${storage}}`;
}
