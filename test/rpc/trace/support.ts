import { genesisChanges } from '../../../chain/genesis/genesisBlock.ts';
import { parseGenesis } from '../../../chain/genesis/parse.ts';
import { TraceBudget } from '../../../rpc/trace/budget.ts';
import type { TraceConfig } from '../../../rpc/trace/config.ts';
import { createCollector } from '../../../rpc/trace/tracers.ts';
import { EMPTY_BYTES, fromHex, toKey } from '../../../storage/encoding/bytes.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { rulesOf } from '../../../vm/rules/rules.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { executeTransaction } from '../../../vm/transaction/execute.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { PRAGUE_FROM_GENESIS } from '../../support/forkConfig.ts';

export const SENDER = `0x${'aa'.repeat(20)}`;
export const COINBASE = `0x${'cc'.repeat(20)}`;

/** An address that ends in this byte. */
export function addressOf(byte: number): string {
  return `0x${byte.toString(16).padStart(40, '0')}`;
}

/** 32 bytes of hex. */
export function word(value: number | bigint): string {
  return `0x${value.toString(16).padStart(64, '0')}`;
}

/** What a traced transaction is to do, and the accounts there are. */
export interface Scene {
  readonly accounts?: Readonly<
    Record<string, { code?: string; balance?: string; storage?: Record<string, string> }>
  >;
  readonly to?: string | undefined;
  readonly data?: string;
  readonly value?: bigint;
  readonly gas?: bigint;
  readonly fork?: ForkName;
  /** logs in the block before */
  readonly firstLogIndex?: number;
  readonly budget?: TraceBudget;
}

const ALL_FORKS = {
  chainId: 1337,
  ...PRAGUE_FROM_GENESIS,
};

/** Executes one transaction of SENDER under a tracer and gives the trace as a client would read it. */
export async function trace(config: TraceConfig, scene: Scene): Promise<unknown> {
  const alloc: Record<string, object> = { [SENDER]: { balance: '0xde0b6b3a7640000' } };
  for (const [address, { balance = '0x0', ...account }] of Object.entries(scene.accounts ?? {})) {
    alloc[address] = { balance, ...account };
  }
  const genesis = parseGenesis({ config: ALL_FORKS, difficulty: '0x0', gasLimit: '0x1c9c380', alloc });
  const rules = rulesOf(genesis.config, scene.fork ?? 'prague');
  const state = new WorldState(readerOf(genesisChanges(genesis)));
  const to = scene.to === undefined ? undefined : fromHex(scene.to);
  const sender = fromHex(SENDER);
  const gasLimit = scene.gas ?? 200_000n;
  const subject = {
    sender,
    to,
    gasLimit,
    authorizations: [],
    coinbase: fromHex(COINBASE),
    rules,
    state: state.asReader(),
    firstLogIndex: scene.firstLogIndex ?? 0,
    place: undefined,
  };
  const collector = createCollector(config, subject, scene.budget ?? new TraceBudget(60_000, Infinity));
  const { result, gasUsed } = await executeTransaction(
    createWasmEngine(),
    {
      type: 2,
      sender,
      nonce: 0n,
      gasLimit,
      maxFeePerGas: 1n,
      maxPriorityFeePerGas: 0n,
      to,
      value: scene.value ?? 0n,
      data: fromHex(scene.data ?? '0x'),
      accessList: [],
      maxFeePerBlobGas: undefined,
      blobHashes: [],
      authorizations: [],
    },
    { rules, block: BLOCK, state, gasPoolLeft: gasLimit, validation: 'full', tracer: collector.hooks },
  );
  return JSON.parse(JSON.stringify(collector.result({ result, gasUsed, after: state.asReader() })));
}

const BLOCK = {
  number: 1n,
  timestamp: 1n,
  coinbase: fromHex(COINBASE),
  gasLimit: 30_000_000n,
  baseFee: 1n,
  difficulty: 0n,
  prevRandao: new Uint8Array(32),
  blobBaseFee: 1n,
  parentBeaconRoot: new Uint8Array(32),
  blockHash: () => undefined,
};

function readerOf(changes: ReturnType<typeof genesisChanges>): StateReader {
  return {
    account: (address) => changes.accounts.get(toKey(address)) ?? undefined,
    slot: (address, key) => changes.storage.get(toKey(address))?.slots.get(toKey(key)) ?? EMPTY_BYTES,
    code: (hash) => changes.codes.get(toKey(hash)) ?? EMPTY_BYTES,
  };
}
