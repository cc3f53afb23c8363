// What the code says about itself, as tables; past 250 lines because there are eight of them.
import { toHex } from '../storage/encoding/bytes.ts';
import type { StateReader } from '../storage/state/reader.ts';
import {
  BEACON_ROOTS_CONTRACT,
  CONSOLIDATION_REQUEST_CONTRACT,
  HISTORY_CONTRACT,
  WITHDRAWAL_REQUEST_CONTRACT,
} from '../vm/block/systemContracts.ts';
import { OPCODES, type OpcodeFacts } from '../vm/opcodes.ts';
import { PRECOMPILES, type PrecompileGas } from '../vm/precompiles/table.ts';
import { createReferenceEngine } from '../vm/reference/engine.ts';
import type { ChainConfig } from '../vm/rules/chainConfig.ts';
import { FORKS, type ForkName } from '../vm/rules/forks.ts';
import { type Rules, rulesOf } from '../vm/rules/rules.ts';
import { WorldState } from '../vm/state/worldState.ts';
import { TRANSACTION_TYPES } from '../vm/transaction/check.ts';
import { floorDataGas, type IntrinsicGasInput, intrinsicGas } from '../vm/transaction/intrinsicGas.ts';
import { initcodeLimit, transactionBlobLimit, transactionGasCap } from '../vm/transaction/limits.ts';

/** The tables of docs/architecture/VM_SPEC.md by the names that its marks have. */
export const TABLES: Readonly<Record<string, () => string | Promise<string>>> = {
  forks,
  opcodes,
  precompiles,
  transactions,
  intrinsic,
  limits,
  storage: storageGas,
  'system-contracts': systemContracts,
};

/** The page with every table between its marks, `<!-- table: NAME -->` and `<!-- end -->`, written anew. */
export async function renderTables(page: string): Promise<string> {
  const marks = /(<!-- table: ([\w-]+) -->\n)[\s\S]*?(<!-- end -->)/g;
  const parts: string[] = [];
  let at = 0;
  for (const { index, 0: whole, 1: begin, 2: name = '', 3: end } of page.matchAll(marks)) {
    const table = TABLES[name];
    if (table === undefined) throw new Error(`there is no table ${name}`);
    parts.push(page.slice(at, index), `${begin}\n${await table()}\n\n${end}`);
    at = index + whole.length;
  }
  return parts.join('') + page.slice(at);
}

const [PUSH1, SSTORE] = [0x60, 0x55];
const PUSH_GAS = 3n;
const engine = createReferenceEngine();
const NO_STATE: StateReader = {
  account: () => undefined,
  slot: () => new Uint8Array(),
  code: () => new Uint8Array(),
};

const CONFIG: ChainConfig = {
  chainId: 1n,
  activations: new Map(),
  terminalTotalDifficulty: 0n,
  daoForkSupport: false,
  depositContract: new Uint8Array(20),
  blobSchedule: new Map(),
  name: 'spec',
};

/** Forks at which something of execution changed. */
const TURNS = FORKS.map(({ name }) => name);

const TRANSACTION_NAMES = ['legacy', 'access list', 'dynamic fee', 'blob', 'set code'];

function forks(): string {
  const selected = { block: 'block number', difficulty: 'total difficulty', time: 'timestamp' };
  return table(
    ['fork', 'selected by', "key of the genesis' `config`"],
    FORKS.map(({ name, by, key }) => [title(name), selected[by], key === undefined ? '' : `\`${key}\``]),
  );
}

function opcodes(): string {
  return table(
    ['', 'name', 'since', 'in', 'out', 'gas', 'and'],
    OPCODES.filter(({ name }) => !/^(PUSH|DUP|SWAP)(?!0|1$)/.test(name)).map((facts) => [
      `\`${byte(facts.code)}\`${lastOf(facts)}`,
      range(facts),
      title(facts.since),
      ...stack(facts),
      facts.gas.map(([since, gas]) => history(since, facts.since, number(gas))).join(', '),
      facts.dynamic ?? '',
    ]),
  );
}

/** PUSH, DUP and SWAP are one row each. */
function range({ name }: OpcodeFacts): string {
  if (name === 'PUSH1') return 'PUSH1 … PUSH32';
  return name === 'DUP1' || name === 'SWAP1' ? `${name} … ${name.slice(0, -1)}16` : name;
}

function lastOf({ name, code }: OpcodeFacts): string {
  if (name === 'PUSH1') return ` … \`${byte(code + 31)}\``;
  return name === 'DUP1' || name === 'SWAP1' ? ` … \`${byte(code + 15)}\`` : '';
}

function stack({ name, takes, puts }: OpcodeFacts): [string, string] {
  if (name === 'DUP1') return ['n', 'n + 1'];
  return name === 'SWAP1' ? ['n + 1', 'n + 1'] : [takes.toString(), puts.toString()];
}

function precompiles(): string {
  return table(
    ['address', 'name', 'since', 'gas', 'source'],
    PRECOMPILES.map(({ number: address, name, since, gas, source }) => [
      `\`0x${address.toString(16)}\``,
      name,
      title(since),
      gas.map((price) => history(price.since, since, describeGas(price))).join('; '),
      source,
    ]),
  );
}

function describeGas({ base, word, item, note }: PrecompileGas): string {
  const parts = [
    base > 0n ? number(base) : '',
    word === undefined ? '' : `${number(word)} a word`,
    item === undefined ? '' : `${number(item.gas)} for each ${item.bytes} bytes`,
  ].filter((part) => part !== '');
  const sum = parts.join(' + ');
  if (note === undefined) return sum;
  return sum === '' ? note : `${sum}, ${note}`;
}

function transactions(): string {
  return table(
    ['type', 'name', 'since'],
    TRANSACTION_TYPES.map((since, type) => [`\`0x0${type}\``, TRANSACTION_NAMES[type] ?? '', title(since)]),
  );
}

const NOTHING: IntrinsicGasInput = {
  to: new Uint8Array(20),
  data: new Uint8Array(),
  accessList: [],
  authorizations: [],
};
const ADDRESS = { address: new Uint8Array(20), storageKeys: [] };
const SLOT = { address: new Uint8Array(20), storageKeys: [new Uint8Array(32)] };
const AUTHORIZATION = { chainId: 0n, address: new Uint8Array(20), nonce: 0n, yParity: 0n, r: 0n, s: 0n };

/** Prices found by asking for transactions that differ in one thing. */
const INTRINSIC: readonly (readonly [what: string, since: ForkName, price: (rules: Rules) => bigint])[] = [
  ['a transaction', 'frontier', (rules) => intrinsicGas(NOTHING, rules)],
  ['a zero byte of data', 'frontier', (rules) => more(rules, { data: new Uint8Array(1) })],
  ['another byte of data', 'frontier', (rules) => more(rules, { data: Uint8Array.of(1) })],
  ['a creation', 'frontier', (rules) => more(rules, { to: undefined })],
  [
    '32 bytes of initcode, beside the data',
    'shanghai',
    (rules) => {
      const data = new Uint8Array(32);
      return more(rules, { to: undefined, data }) - more(rules, { to: undefined }) - more(rules, { data });
    },
  ],
  ['an address of the access list', 'berlin', (rules) => more(rules, { accessList: [ADDRESS] })],
  [
    'a slot of the access list',
    'berlin',
    (rules) => more(rules, { accessList: [SLOT] }) - more(rules, { accessList: [ADDRESS] }),
  ],
  ['an authorization', 'prague', (rules) => more(rules, { authorizations: [AUTHORIZATION] })],
  ['at least: a transaction', 'prague', (rules) => floorDataGas(NOTHING, rules)],
  ['at least: a zero byte of data', 'prague', (rules) => floor(rules, 0)],
  ['at least: another byte of data', 'prague', (rules) => floor(rules, 1)],
];

function more(rules: Rules, change: Partial<IntrinsicGasInput>): bigint {
  return intrinsicGas({ ...NOTHING, ...change }, rules) - intrinsicGas(NOTHING, rules);
}

function floor(rules: Rules, value: number): bigint {
  return floorDataGas({ data: Uint8Array.of(value) }, rules) - floorDataGas(NOTHING, rules);
}

function intrinsic(): string {
  return table(
    ['for', 'gas'],
    INTRINSIC.map(([what, since, price]) => [what, overForks(since, (rules) => number(price(rules)))]),
  );
}

function limits(): string {
  const none = 'none';
  const text = (value: bigint | number | undefined) => (value === undefined ? none : number(BigInt(value)));
  return table(
    ['limit', 'value'],
    [
      ['bytes of initcode', overForks('frontier', (rules) => text(initcodeLimit(rules)))],
      ['gas of a transaction', overForks('frontier', (rules) => text(transactionGasCap(rules)))],
      [
        'blobs of a transaction, beside the block’s',
        overForks('cancun', (rules) => text(transactionBlobLimit(rules))),
      ],
    ],
  );
}

/** What a slot holds before the transaction, and what SSTOREs put there: the last is the one that is priced. */
const WRITES: readonly (readonly [before: number, ...writes: number[]])[] = [
  [0, 0],
  [1, 1],
  [0, 1],
  [1, 2],
  [1, 0],
  [0, 1, 1],
  [0, 1, 2],
  [0, 1, 0],
  [1, 2, 3],
  [1, 2, 0],
  [1, 0, 2],
  [1, 2, 1],
  [1, 0, 1],
];

/** The forks that gave SSTORE other prices. */
const STORAGE_FORKS: readonly ForkName[] = [
  'frontier',
  'constantinople',
  'petersburg',
  'istanbul',
  'berlin',
  'london',
];

/** Prices found by running the writes. */
async function storageGas(): Promise<string> {
  const rows: string[][] = [];
  for (const [before, ...writes] of WRITES) {
    const cells: string[] = [];
    for (const fork of STORAGE_FORKS) {
      const all = await runWrites(fork, before, writes);
      const others = await runWrites(fork, before, writes.slice(0, -1));
      const refund = all.refund - others.refund;
      const sign = refund > 0n ? '+' : '−';
      const change = refund === 0n ? '' : ` (${sign}${number(refund > 0n ? refund : -refund)})`;
      cells.push(`${number(all.gas - others.gas)}${change}`);
    }
    rows.push([[before, ...writes].join(' → '), ...cells]);
  }
  return table(['the slot', ...STORAGE_FORKS.map(title)], rows);
}

async function runWrites(
  fork: ForkName,
  before: number,
  writes: readonly number[],
): Promise<{ gas: bigint; refund: bigint }> {
  const contract = new Uint8Array(20).fill(0xcc);
  const caller = new Uint8Array(20).fill(0xaa);
  const state = new WorldState(NO_STATE);
  state.setCode(contract, Uint8Array.from(writes.flatMap((value) => [PUSH1, value, PUSH1, 0, SSTORE])));
  state.setSlot(contract, new Uint8Array(32), Uint8Array.of(before));
  state.beginTransaction();
  const block = {
    ...{ number: 1n, timestamp: 1n, coinbase: caller, gasLimit: 1_000_000n, baseFee: 0n, difficulty: 0n },
    ...{
      prevRandao: new Uint8Array(32),
      blobBaseFee: 1n,
      parentBeaconRoot: undefined,
      blockHash: () => undefined,
    },
  };
  const message = {
    ...{
      caller,
      origin: caller,
      to: contract,
      value: 0n,
      data: new Uint8Array(),
      gas: 1_000_000n,
      gasPrice: 0n,
    },
    blobHashes: [],
  };
  const result = await engine.execute(message, {
    rules: rulesOf(CONFIG, fork),
    block,
    state,
    tracer: undefined,
  });
  return { gas: result.gasUsed - BigInt(writes.length) * 2n * PUSH_GAS, refund: result.gasRefund };
}

function systemContracts(): string {
  return table(
    ['contract', 'address', 'called', 'since'],
    [
      ['beacon roots (EIP-4788)', code(BEACON_ROOTS_CONTRACT), 'before the first transaction', 'Cancun'],
      ['block hash history (EIP-2935)', code(HISTORY_CONTRACT), 'before the first transaction', 'Prague'],
      ['withdrawal requests (EIP-7002)', code(WITHDRAWAL_REQUEST_CONTRACT), 'after the last', 'Prague'],
      ['consolidation requests (EIP-7251)', code(CONSOLIDATION_REQUEST_CONTRACT), 'after the last', 'Prague'],
    ],
  );
}

function code(address: Uint8Array): string {
  return `\`${toHex(address)}\``;
}

/** What something is from `first` on, and each fork that changed it. */
function overForks(first: ForkName, value: (rules: Rules) => string): string {
  const turns: string[] = [];
  let last: string | undefined;
  for (const name of TURNS.slice(TURNS.indexOf(first))) {
    const now = value(rulesOf(CONFIG, name));
    if (now !== last) turns.push(history(name, 'frontier', now));
    last = now;
  }
  return turns.join(', ');
}

function history(since: ForkName, first: ForkName, text: string): string {
  return since === first ? text : `from ${title(since)} ${text}`;
}

/** spuriousDragon → Spurious Dragon */
function title(fork: ForkName): string {
  const words = fork.replaceAll(/[A-Z]/g, (letter) => ` ${letter}`);
  if (fork === 'daoFork') return 'DAO fork';
  return words.startsWith('bpo') ? words.toUpperCase() : words.charAt(0).toUpperCase() + words.slice(1);
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** 30000 → 30,000 */
function number(value: bigint): string {
  return value.toLocaleString('en-US');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
