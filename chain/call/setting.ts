import type { StateReader } from '../../storage/state/reader.ts';
import { beginBlock } from '../../vm/block/begin.ts';
import type { Engine } from '../../vm/engine.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { type Rules, rulesAt } from '../../vm/rules/rules.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { executeTransaction } from '../../vm/transaction/execute.ts';
import type { Block } from '../block/block.ts';
import type { Header } from '../block/header.ts';
import { CallError } from './errors.ts';
import {
  applyBlockOverride,
  applyStateOverride,
  type BlockOverride,
  type MovedPrecompiles,
  type StateOverride,
} from './overrides.ts';

/** A header with its hash. */
export interface SealedHeader {
  readonly header: Header;
  readonly hash: Uint8Array;
}

/** The state that a call runs on: after a committed block, or the pending one. */
export type CallBase =
  | { readonly kind: 'block'; readonly block: SealedHeader }
  | { readonly kind: 'pending' };

/** A call with all that may surround it. */
export interface CallOptions {
  readonly base: CallBase;
  readonly stateOverride?: StateOverride | undefined;
  readonly blockOverride?: BlockOverride | undefined;
  /** Stand in front of this transaction of the base block instead of behind all of it. */
  readonly beforeTransaction?: number | undefined;
}

/** What calls need of the chain. */
export interface CallChain {
  readonly config: ChainConfig;
  headerByHash(hash: Uint8Array): SealedHeader | undefined;
  blockByHash(hash: Uint8Array): Block | undefined;
  /** World state after this block. */
  stateAt(block: SealedHeader): StateReader;
  /** World state that this block was executed on, dev-mode edits included. */
  stateBefore(block: Block): StateReader;
  rulesOf(header: Header): Rules;
  environmentOf(header: Header): BlockEnvironment;
  pending(): Promise<{ readonly block: Block; readonly state: StateReader }>;
}

/** What messages run in. */
export interface CallSetting {
  readonly rules: Rules;
  readonly block: BlockEnvironment;
  readonly state: WorldState;
  readonly precompiles: MovedPrecompiles | undefined;
}

/** How transactions of a block are run again. */
export interface ReplayParts {
  readonly engine: Engine;
  readonly chain: CallChain;
  readonly contractSenders: boolean;
}

/** Makes the setting that the options ask for, on a state of its own. Throws CallError, StateUnavailableError. */
export async function prepareSetting(options: CallOptions, parts: ReplayParts): Promise<CallSetting> {
  const base = await baseSetting(options, parts);
  const block =
    options.blockOverride === undefined ? base.block : applyBlockOverride(base.block, options.blockOverride);
  const merged = base.rules.has('merge');
  const rules = rulesAt(base.rules.config, { number: block.number, timestamp: block.timestamp, merged });
  const precompiles = applyStateOverride(options.stateOverride ?? [], base.state, rules);
  return { rules, block, state: base.state, precompiles };
}

/** The setting of a block's own transactions, its beginning done: the state is that before its first one. */
export async function settingOfBlock(block: Block, { engine, chain }: ReplayParts): Promise<CallSetting> {
  const rules = chain.rulesOf(block.header);
  const environment = chain.environmentOf(block.header);
  const state = new WorldState(chain.stateBefore(block));
  await beginBlock(engine, { rules, block: environment, state }, block.header.parentHash);
  return { rules, block: environment, state, precompiles: undefined };
}

async function baseSetting(options: CallOptions, parts: ReplayParts): Promise<CallSetting> {
  const { chain } = parts;
  if (options.base.kind === 'pending') {
    const pending = await chain.pending();
    return settingAfter(pending.block.header, pending.state, chain);
  }
  const sealed = options.base.block;
  if (options.beforeTransaction === undefined)
    return settingAfter(sealed.header, chain.stateAt(sealed), chain);
  const block = chain.blockByHash(sealed.hash);
  if (block === undefined) throw new CallError('block-unknown', 'block not found');
  const setting = await settingOfBlock(block, parts);
  for (const transaction of block.transactions.slice(0, options.beforeTransaction)) {
    await executeTransaction(parts.engine, transaction, {
      ...setting,
      gasPoolLeft: transaction.gasLimit,
      validation: 'full',
      contractSenders: parts.contractSenders,
    });
  }
  return setting;
}

function settingAfter(header: Header, reader: StateReader, chain: CallChain): CallSetting {
  return {
    rules: chain.rulesOf(header),
    block: chain.environmentOf(header),
    state: new WorldState(reader),
    precompiles: undefined,
  };
}
