import {
  dataAllowance,
  MAX_END_GAS,
  MAX_START_GAS,
  MAX_VALIDATE_GAS,
} from '../../modules/protocol/bounds.ts';
import { decodeVerdict } from '../../modules/protocol/decode.ts';
import {
  blockContext,
  endCall,
  type HookedTransaction,
  startCall,
  validateCall,
} from '../../modules/protocol/encode.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import type { Trial } from './trial.ts';

/** What a module says of itself. */
export interface Metadata {
  readonly name: string;
  readonly version: string;
  readonly hooks: number;
  readonly order: number;
  readonly validateGas: bigint;
  readonly startGas: bigint;
  readonly endGas: bigint;
}

/** How a hook bore what it was given. */
export interface HookReport {
  readonly hook: 'validateTransaction' | 'onBlockStart' | 'onBlockEnd';
  readonly runs: number;
  /** the most gas it took, and what it had declared; without what the protocol adds for a transaction's data */
  readonly most: bigint;
  readonly declared: bigint;
  /** logs of the run that made most */
  readonly logs: number;
  readonly problems: readonly string[];
}

/** Logs that one hook call may make: they are written outside block gas. */
const MOST_LOGS = 8;
const STRANGER = new Uint8Array(20).fill(0x77);
/** Rounds of the random inputs; each is a block with a few transactions. */
const ROUNDS = 60;

/** Runs every declared hook over hostile and random inputs, in blocks that follow each other. */
export async function tryHooks(trial: Trial, metadata: Metadata): Promise<HookReport[]> {
  const reports: HookReport[] = [];
  if (metadata.hooks & 1) reports.push(await tryValidate(trial, metadata.validateGas));
  const context = () => blockContext(trial.block());
  if (metadata.hooks & 2) {
    reports.push(
      await tryBlockHook(trial, 'onBlockStart', metadata.startGas, MAX_START_GAS, () => startCall(context())),
    );
  }
  if (metadata.hooks & 4) {
    reports.push(
      await tryBlockHook(trial, 'onBlockEnd', metadata.endGas, MAX_END_GAS, (round) => {
        const big = round % 3 === 0 ? 2n ** 128n : BigInt(round) * 10n ** 15n;
        return endCall(context(), {
          gasUsed: 30_000_000n,
          transactionCount: round,
          tips: big,
          baseFees: big,
        });
      }),
    );
  }
  return reports;
}

async function tryValidate(trial: Trial, declared: bigint): Promise<HookReport> {
  const problems = boundProblems(declared, MAX_VALIDATE_GAS);
  let [most, logs, runs] = [0n, 0, 0];
  for (const [index, transaction] of [...hostileTransactions(), ...randomTransactions()].entries()) {
    const data = validateCall(blockContext(trial.block()), transaction);
    const allowance = dataAllowance(data.length);
    const result = await trial.call(data, { gas: declared + allowance });
    runs += 1;
    if (index % 5 === 4) trial.wait(12n);
    const what = `transaction ${index} (${describe(transaction)})`;
    if (result.halt !== undefined) problems.push(`${what}: ${result.halt}: a fault, not an answer`);
    else if (decodeVerdict(result.returnData) === undefined)
      problems.push(`${what}: no (bool, string) came back`);
    const own = result.gasUsed > allowance ? result.gasUsed - allowance : 0n;
    if (own > most) most = own;
    if (result.logs.length > logs) logs = result.logs.length;
  }
  const foreign = await trial.call(validateCall(blockContext(trial.block()), blank()), { from: STRANGER });
  if (foreign.halt === undefined) problems.unshift('a stranger can call it: it needs onlySystem');
  return finish('validateTransaction', { runs, most, declared, logs, problems });
}

async function tryBlockHook(
  trial: Trial,
  hook: 'onBlockStart' | 'onBlockEnd',
  declared: bigint,
  limit: bigint,
  call: (round: number) => Uint8Array,
): Promise<HookReport> {
  const problems = boundProblems(declared, limit);
  let [most, logs] = [0n, 0];
  for (let round = 0; round < ROUNDS; round++) {
    const result = await trial.call(call(round), { gas: declared });
    if (result.halt !== undefined) problems.push(`block ${round}: ${result.halt}: a fault`);
    if (result.gasUsed > most) most = result.gasUsed;
    if (result.logs.length > logs) logs = result.logs.length;
    trial.wait(BigInt(1 + round * round));
  }
  const foreign = await trial.call(call(0), { from: STRANGER });
  if (foreign.halt === undefined) problems.unshift('a stranger can call it: it needs onlySystem');
  return finish(hook, { runs: ROUNDS, most, declared, logs, problems });
}

function boundProblems(declared: bigint, limit: bigint): string[] {
  if (declared === 0n) return ['it declares no gas'];
  return declared > limit ? [`it declares ${declared} gas; the protocol gives at most ${limit}`] : [];
}

function finish(hook: HookReport['hook'], report: Omit<HookReport, 'hook'>): HookReport {
  const tooMany =
    report.logs > MOST_LOGS
      ? [`one call made ${report.logs} logs; at most ${MOST_LOGS} are written outside block gas`]
      : [];
  // The first few say enough.
  return { ...report, hook, problems: [...report.problems.slice(0, 5), ...tooMany] };
}

function blank(): HookedTransaction {
  return {
    type: 2,
    hash: new Uint8Array(32),
    sender: STRANGER,
    to: STRANGER,
    value: 0n,
    nonce: 0n,
    gasLimit: 21_000n,
    maxFeePerGas: 1n,
    maxPriorityFeePerGas: 0n,
    data: new Uint8Array(0),
    accessList: [],
    maxFeePerBlobGas: undefined,
    blobHashes: [],
    authorizations: [],
  };
}

/** What a sender would try: no data and megabytes, creations, all the money there is, its own address, the modules. */
function hostileTransactions(): HookedTransaction[] {
  const most = 2n ** 256n - 1n;
  const sizes = [0, 1, 3, 4, 31, 32, 4096, 131_072, 1_048_576];
  const contents = [0x00, 0xff];
  const module = new Uint8Array(Buffer.from('5841490000000000000000000000000000000001', 'hex'));
  return [
    ...sizes.flatMap((size) =>
      contents.map((byte) => ({ ...blank(), data: new Uint8Array(size).fill(byte) })),
    ),
    { ...blank(), to: undefined, data: new Uint8Array(49_152).fill(0x5b) },
    { ...blank(), value: most },
    { ...blank(), value: most, to: undefined },
    { ...blank(), to: module },
    { ...blank(), sender: new Uint8Array(20), to: new Uint8Array(20) },
    {
      ...blank(),
      nonce: 2n ** 64n - 1n,
      gasLimit: 2n ** 64n - 1n,
      maxFeePerGas: most,
      maxPriorityFeePerGas: most,
    },
    // One sender again and again: limits must deny, not fail.
    ...Array.from({ length: 40 }, (_, index) => ({ ...blank(), nonce: BigInt(index), value: 10n ** 21n })),
  ];
}

/** The same ones each time: a check that fails must fail again. */
function randomTransactions(): HookedTransaction[] {
  let seed = keccak256(new TextEncoder().encode('xai module check'));
  const next = () => {
    seed = keccak256(seed);
    return seed;
  };
  return Array.from({ length: ROUNDS }, () => {
    const [a, b] = [next(), next()];
    return {
      ...blank(),
      hash: next(),
      sender: a.slice(0, 20),
      to: (a[20] ?? 0) < 32 ? undefined : b.slice(0, 20),
      value: BigInt(`0x${Buffer.from(b.slice(20, 20 + ((b[20] ?? 0) % 12))).toString('hex') || '0'}`),
      data: new Uint8Array((((a[21] ?? 0) << 8) | (a[22] ?? 0)) % 5000).fill(a[23] ?? 0),
    };
  });
}

function describe({ to, value, data }: HookedTransaction): string {
  return `${to === undefined ? 'creation' : 'call'}, ${value} wei, ${data.length} bytes`;
}
