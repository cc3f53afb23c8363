import { toKey } from '../../storage/encoding/bytes.ts';
import type { StateChanges } from '../../storage/state/changes.ts';
import { finishBlock } from '../../vm/block/finish.ts';
import type { Deadline, Engine } from '../../vm/engine.ts';
import { type Rules, rulesAt } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import type { Block } from '../block/block.ts';
import { hashOmmers } from '../block/blockCodec.ts';
import type { Header, SealedHeader } from '../block/header.ts';
import { ancestorHashes } from '../building/ancestors.ts';
import { type BlockRun, endTransactions, runTransaction, startRun } from '../building/blockRun.ts';
import { environmentOf } from '../building/environment.ts';
import { beginProgress, type RunConditions } from '../building/progress.ts';
import { sealBlock } from '../building/sealBlock.ts';
import { applyStateOverride } from '../call/overrides.ts';
import type { CallRequest } from '../call/request.ts';
import type { ChainReader } from '../canonical/chainReader.ts';
import type { MinedLog } from '../canonical/mined.ts';
import { nextBaseFee } from '../fees/baseFee.ts';
import { nextExcessBlobGas } from '../fees/blobFee.ts';
import type { BlockParameters } from '../protocol/protocol.ts';
import { BLOOM_SIZE } from '../receipt/bloom.ts';
import { executable, isPostMerge, rulesOfHeader } from '../rules.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { callLogs, type NumberedLog } from './callLogs.ts';
import { callTransaction } from './callTransaction.ts';
import { SimulationError } from './errors.ts';
import { type PlannedBlock, planBlocks } from './plan.ts';
import type { SimulatedBlock, SimulatedCall, SimulationRequest } from './simulation.ts';

/** Bounds of a simulation. */
export interface SimulatorOptions {
  /** gas of all calls together */
  readonly gasCap: bigint;
  /** milliseconds for all blocks together */
  readonly timeout: number;
}

/** What a simulation works with. */
export interface SimulatorParts {
  readonly engine: Engine;
  readonly chain: ChainReader;
  /** The root of the state after block `number` with these changes; writes nothing. */
  stateRoot(changes: StateChanges, number: bigint): Uint8Array;
  /** milliseconds since the epoch */
  now(): number;
}

/** What all blocks of one simulation share. */
interface Simulation {
  readonly request: SimulationRequest;
  readonly parts: SimulatorParts;
  readonly state: WorldState;
  readonly deadline: Deadline;
  /** Blocks simulated so far, oldest first. */
  readonly done: SimulatedBlock[];
  gasLeft: bigint;
}

const ZERO_HASH = new Uint8Array(32);

/**
 * eth_simulateV1: makes blocks of unsigned calls on top of a committed block, one on the other, and keeps nothing.
 * Throws SimulationError, CallError, BlockExecutionError, StateUnavailableError.
 */
export async function simulate(
  request: SimulationRequest,
  options: SimulatorOptions,
  parts: SimulatorParts,
): Promise<readonly SimulatedBlock[]> {
  const plan = planBlocks(request.base.header, request.blocks);
  const simulation: Simulation = {
    request,
    parts,
    state: new WorldState(parts.chain.stateAt(request.base)),
    deadline: { at: parts.now() + options.timeout, timeout: options.timeout },
    done: [],
    gasLeft: options.gasCap,
  };
  for (const block of plan) simulation.done.push(await simulateBlock(simulation, block));
  return simulation.done;
}

async function simulateBlock(simulation: Simulation, planned: PlannedBlock): Promise<SimulatedBlock> {
  const { parts, state, request } = simulation;
  const { engine } = parts;
  const parent = latest(simulation);
  const rules = rulesOfNext(simulation, planned);
  const { protocol } = parts.chain;
  const parameters = protocol?.parameters(state.asReader(), planned.number);
  const draft = draftHeader(simulation, planned, rules, parameters);
  const environment = environmentOf(draft, rules, blockHashes(simulation, parent));
  const run = startRun({
    rules,
    block: { ...environment, blobBaseFee: planned.block.blobBaseFee ?? environment.blobBaseFee },
    state,
    parameters,
    parts: {
      engine,
      protocol,
      stateRoot: (changes) => parts.stateRoot(changes, request.base.header.number),
      contractSenders: true,
    },
  });

  state.beginTransaction();
  const precompiles = applyStateOverride(planned.state, state, rules);
  await beginProgress(run, parent.hash);
  const calls: Omit<SimulatedCall, 'logs'>[] = [];
  const logs: (readonly NumberedLog[])[] = [];
  const collector = callLogs(request.traceTransfers);
  for (const call of planned.calls) {
    calls.push(await runCall(simulation, run, call, { precompiles, tracer: collector.tracer }));
    logs.push(collector.logs());
  }
  await endTransactions(run);
  const withdrawals = rules.has('shanghai') ? (planned.block.withdrawals ?? []) : undefined;
  const requests = await finishBlock(engine, run, {
    withdrawals: withdrawals ?? [],
    ommers: [],
    logs: run.logs,
  });
  const stateRoot = run.parts.stateRoot(state.changes());
  const block = sealBlock(draft, run, { stateRoot, withdrawals, requests });
  return { block, calls: withLogs(calls, logs, block) };
}

/** Runs one call as the block's next transaction. */
async function runCall(
  simulation: Simulation,
  run: BlockRun,
  call: CallRequest,
  conditions: Pick<RunConditions, 'precompiles' | 'tracer'>,
): Promise<Omit<SimulatedCall, 'logs'>> {
  const { request, deadline } = simulation;
  const transaction = nextTransaction(simulation, run, call);
  const validation = request.validation ? 'simulated' : 'call';
  try {
    const outcome = await runTransaction(run, transaction, {
      ...{ ...conditions, validation, deadline },
      ungoverned: !request.validation,
    });
    const { result, gasUsed, maxGasUsed } = outcome;
    simulation.gasLeft -= gasUsed;
    return { returnData: result.returnData, halt: result.halt, gasUsed, maxGasUsed };
  } catch (cause) {
    if (!(cause instanceof TransactionError)) throw cause;
    const text = `err: ${cause.message} (supplied gas ${transaction.gasLimit})`;
    throw new SimulationError('call-refused', text, { cause });
  }
}

/** The call as a transaction: with all the gas that the block and the simulation have left unless it names its own. */
function nextTransaction({ gasLeft }: Simulation, run: BlockRun, call: CallRequest): Transaction {
  const { block, state, rules } = run;
  const wanted = call.gas ?? block.gasLimit - run.gasUsed;
  if (run.gasUsed + wanted > block.gasLimit) {
    const text = `block gas limit reached: ${run.gasUsed} >= ${block.gasLimit}`;
    throw new SimulationError('block-gas-limit', text);
  }
  return callTransaction(call, {
    chainId: rules.config.chainId,
    hasBaseFee: rules.has('london'),
    nonce: state.nonce(call.from ?? new Uint8Array(20)),
    gasLimit: wanted < gasLeft ? wanted : gasLeft,
  });
}

/** The last block so far. */
function latest({ done, request }: Simulation): SealedHeader {
  return done.at(-1)?.block ?? request.base;
}

function rulesOfNext({ parts, request }: Simulation, { number, timestamp }: PlannedBlock): Rules {
  const { config } = parts.chain;
  const merged =
    rulesOfHeader(config, request.base.header).has('merge') || isPostMerge(config, { number, timestamp });
  return executable(rulesAt(config, { number, timestamp, merged }));
}

/** The header with all that is known before its calls run; what is not given comes from the parent or is zero. */
function draftHeader(
  simulation: Simulation,
  planned: PlannedBlock,
  rules: Rules,
  parameters: BlockParameters | undefined,
): Header {
  const parent = latest(simulation);
  const { block } = planned;
  const baseFee = simulation.request.validation ? nextBaseFee(parent.header, parameters) : 0n;
  return {
    parentHash: parent.hash,
    ommersHash: hashOmmers([]),
    coinbase: block.feeRecipient ?? parent.header.coinbase,
    stateRoot: ZERO_HASH,
    transactionsRoot: ZERO_HASH,
    receiptsRoot: ZERO_HASH,
    logsBloom: new Uint8Array(BLOOM_SIZE),
    difficulty: block.difficulty ?? (rules.has('merge') ? 0n : parent.header.difficulty),
    number: planned.number,
    gasLimit: block.gasLimit ?? parent.header.gasLimit,
    gasUsed: 0n,
    timestamp: planned.timestamp,
    extraData: new Uint8Array(0),
    mixHash: block.prevRandao ?? ZERO_HASH,
    nonce: new Uint8Array(8),
    baseFeePerGas: rules.has('london') ? (block.baseFeePerGas ?? baseFee) : undefined,
    excessBlobGas: rules.has('cancun') ? nextExcessBlobGas(parent.header, rules) : undefined,
    parentBeaconBlockRoot: rules.has('cancun') ? (block.beaconRoot ?? ZERO_HASH) : undefined,
  };
}

/** BLOCKHASH sees the simulated blocks and those below them. */
function blockHashes({ done, parts }: Simulation, parent: SealedHeader) {
  const simulated = new Map(done.map(({ block }) => [toKey(block.hash), block.header]));
  return ancestorHashes(
    parent,
    (hash) => simulated.get(toKey(hash)) ?? parts.chain.headerByHash(hash)?.header,
  );
}

/** Places the logs of each call in the block. */
function withLogs(
  calls: readonly Omit<SimulatedCall, 'logs'>[],
  logs: readonly (readonly NumberedLog[])[],
  { hash, header, transactions }: Block,
): SimulatedCall[] {
  return calls.map((call, transactionIndex) => {
    const transactionHash = transactions[transactionIndex]?.hash ?? ZERO_HASH;
    const mined = (logs[transactionIndex] ?? []).map(
      ({ log, index }): MinedLog => ({
        log,
        blockNumber: header.number,
        blockHash: hash,
        blockTimestamp: header.timestamp,
        transactionHash,
        transactionIndex,
        logIndex: index,
      }),
    );
    return { ...call, logs: mined };
  });
}
