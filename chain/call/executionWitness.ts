import { type BytesKey, equalBytes, fromKey, toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import type { StateAccesses } from '../../storage/state/stateNodes.ts';
import { knownSlots } from '../../vm/block/knownContracts.ts';
import type { Block } from '../block/block.ts';
import type { Header, SealedHeader } from '../block/header.ts';
import { ancestorHashes } from '../building/ancestors.ts';
import { environmentOf } from '../building/environment.ts';
import type { ChainReader } from '../canonical/chainReader.ts';
import { rulesOfHeader } from '../rules.ts';
import { BlockError } from '../validate/errors.ts';
import { type CheckedExecution, executeBlock } from '../validate/execute.ts';
import { CallError } from './errors.ts';
import { noteAccess, recordedReader } from './recordedReader.ts';
import type { SettingParts } from './setting.ts';
import type { StateTries } from './stateTries.ts';

const EDITED =
  'no witness leads to this block: the state was edited (anvil_setBalance and the like) between its parent and it';

/** All that executing a block without a state needs beside the block. */
export interface ExecutionWitness {
  /** nodes of the state's and the storages' tries after the parent, RLP, in the order of their bytes */
  readonly state: readonly Uint8Array[];
  /** code of the accounts that were looked at, in the order of their bytes */
  readonly codes: readonly Uint8Array[];
  /** addresses and slot keys whose hashes are the paths to what was looked at, in the order of their bytes */
  readonly keys: readonly Uint8Array[];
  /** the parent and before it as many as BLOCKHASH was asked for, oldest first */
  readonly headers: readonly Header[];
}

/**
 * Executes a block on the state after its parent and collects what that took. Throws CallError where the block does not follow from
 * its parent alone, StateUnavailableError.
 */
export async function executionWitness(
  block: Block,
  parts: Pick<SettingParts, 'chain' | 'engine' | 'contractSenders'>,
  tries: StateTries,
): Promise<ExecutionWitness> {
  const { chain, engine, contractSenders } = parts;
  const { protocol } = chain;
  const { header } = block;
  const parent = chain.headerByHash(header.parentHash);
  if (parent === undefined) throw new CallError('block-unknown', 'the block before it is not known');
  if (chain.editsBefore(block.hash) !== undefined) throw new CallError('state-edited', EDITED);
  const { number } = parent.header;
  const before = chain.madeState(parent);
  const state = recordedReader(before);
  const rules = rulesOfHeader(chain.config, header);
  const hashes = ancestorHashes(parent, (hash) => chain.headerByHash(hash)?.header);
  let oldest = number;
  const blockHash = (asked: bigint) => {
    const hash = hashes(asked);
    if (hash !== undefined && asked < oldest) oldest = asked;
    return hash;
  };
  const { changes } = await executed(
    block,
    { rules, state, blockHash, parameters: protocol?.parameters(state, header.number) },
    { engine, contractSenders, protocol, stateRoot: (made) => tries.stateRoot(made, number) },
  );
  const { accesses } = state;
  for (const address of changes.accounts.keys()) noteAccess(accesses, address);
  for (const [address, { slots }] of changes.storage) noteAccess(accesses, address, ...slots.keys());
  const environment = environmentOf(header, rules, blockHash);
  const codes = new Map<BytesKey, Uint8Array>();
  for (const address of accesses.keys()) {
    const codeHash = before.account(fromKey(address))?.codeHash ?? EMPTY_CODE_HASH;
    if (equalBytes(codeHash, EMPTY_CODE_HASH)) continue;
    codes.set(toKey(codeHash), before.code(codeHash));
    noteAccess(accesses, address, ...knownSlots(codeHash, environment).map(toKey));
  }
  return {
    state: tries.stateNodes(number, accesses, changes),
    codes: inOrder([...codes.values()]),
    keys: keysOf(accesses),
    headers: ancestors(parent, oldest, chain),
  };
}

/** A block of a former branch may stand on edits that are forgotten. */
async function executed(...parameters: Parameters<typeof executeBlock>): Promise<CheckedExecution> {
  try {
    return await executeBlock(...parameters);
  } catch (error) {
    if (!(error instanceof BlockError)) throw error;
    const text = `no witness leads to this block: executed again on the state of its parent it is another (${error.message})`;
    throw new CallError('state-edited', text, { cause: error });
  }
}

function keysOf(accesses: StateAccesses): Uint8Array[] {
  const keys = new Set<BytesKey>(accesses.keys());
  for (const slots of accesses.values()) for (const slot of slots) keys.add(slot);
  return [...keys].sort().map(fromKey);
}

function ancestors(parent: SealedHeader, oldest: bigint, chain: ChainReader): Header[] {
  const headers = [parent.header];
  for (let header = parent.header; header.number > oldest; ) {
    const above = chain.headerByHash(header.parentHash);
    if (above === undefined) break;
    header = above.header;
    headers.push(header);
  }
  return headers.reverse();
}

function inOrder(list: readonly Uint8Array[]): Uint8Array[] {
  return list.toSorted(Buffer.compare);
}
