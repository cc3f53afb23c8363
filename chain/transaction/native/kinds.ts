import { modules, type TargetRule } from './targets.ts';

/** Kinds of native transactions that a holder of a key may send; each executes as an Ethereum message. */
export type SignedKind =
  | 'normal'
  | 'contract_deploy'
  | 'contract_call'
  | 'module_call'
  | 'governance'
  | 'governance_vote'
  | 'stake'
  | 'unstake'
  | 'treasury_allocation';

/** Kinds that may stand in a block: `system` is what hooks of modules leave, and no key signs it. */
export type NativeKind = SignedKind | 'system';

/** A kind that may stand in a block. */
export interface KindRow {
  readonly name: NativeKind;
  /** What the envelope carries. A retired number is never used again. */
  readonly number: number;
  /** one sentence */
  readonly meaning: string;
  /** What `to` and `data` must be. */
  readonly target: TargetRule;
}

/** A kind of the upstream chain that is no transaction here. */
export interface RefusedKindRow {
  readonly name: string;
  readonly number: number;
  /** Why, and what to do instead; the text of the error. */
  readonly refusal: string;
}

/** The kinds that execute, by their number in the envelope. */
export const KINDS: readonly KindRow[] = [
  { name: 'normal', number: 1, meaning: 'Moves XAI to an account.', target: { form: 'transfer' } },
  { name: 'contract_deploy', number: 2, meaning: 'Creates a contract.', target: { form: 'deploy' } },
  { name: 'contract_call', number: 3, meaning: 'Calls a contract.', target: { form: 'call' } },
  { name: 'module_call', number: 4, meaning: 'Calls a module.', target: modules('any module') },
  {
    name: 'governance',
    number: 5,
    meaning: 'Proposes, queues, executes, cancels or rolls back, attests an audit, or delegates votes.',
    target: modules('governance'),
  },
  { name: 'governance_vote', number: 6, meaning: 'Casts a vote.', target: modules('governance_vote') },
  { name: 'stake', number: 7, meaning: 'Locks XAI as stake.', target: modules('stake') },
  {
    name: 'unstake',
    number: 8,
    meaning: 'Unlocks stake or claims what is unlocked.',
    target: modules('unstake'),
  },
  {
    name: 'treasury_allocation',
    number: 9,
    meaning: 'Proposes, approves or makes payments of the treasury, or claims one of its streams.',
    target: modules('treasury_allocation'),
  },
  {
    name: 'system',
    number: 127,
    meaning: 'Holds the logs of the hooks that the block called; the block makes it itself.',
    target: { form: 'system' },
  },
];

/** Kinds of the upstream chain that are answered with an error. */
export const REFUSED_KINDS: readonly RefusedKindRow[] = [
  refused('contract', 32, 'use contract_deploy or contract_call'),
  refused('trade_settlement', 33, 'settle trades by a contract, with contract_call'),
  refused('time_capsule_lock', 34, 'lock funds in a timelock contract, with contract_call'),
  refused(
    'time_capsule_claim',
    35,
    'claim from the timelock contract that holds the funds, with contract_call',
  ),
  refused('faucet', 36, 'a faucet sends with normal'),
  refused('multisig', 37, 'use a multisignature contract, with contract_call'),
  refused('coinbase', 38, "a block's fees go to its fee recipient without a transaction"),
  refused('heartbeat', 39, 'liveness is for consensus and is no transaction'),
  refused('finality_vote', 40, 'finality is for consensus and is no transaction'),
];

function refused(name: string, number: number, instead: string): RefusedKindRow {
  return { name, number, refusal: `transactions of kind ${name} are not supported: ${instead}` };
}

const ROWS_BY_NUMBER = new Map(KINDS.map((row) => [row.number, row]));
const ROWS_BY_NAME = new Map<string, KindRow>(KINDS.map((row) => [row.name, row]));

/** The kind with this number; undefined for one that may stand in no block. */
export function kindByNumber(number: number): KindRow | undefined {
  return ROWS_BY_NUMBER.get(number);
}

/** The row of a kind that may stand in a block. */
export function kindRow(name: NativeKind): KindRow {
  return ROWS_BY_NAME.get(name) as KindRow;
}

/** The kind of this name; undefined for one that may stand in no block. */
export function kindByName(name: string): KindRow | undefined {
  return ROWS_BY_NAME.get(name);
}

/** Why a kind, by name or number, may stand in no block. */
export function kindRefusal(kind: string | number): string {
  const row = REFUSED_KINDS.find(({ name, number }) => kind === name || kind === number);
  return row?.refusal ?? `unknown transaction kind ${kind}`;
}
