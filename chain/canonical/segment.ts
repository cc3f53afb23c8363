import { emptyChanges, type StateChanges } from '../../storage/state/changes.ts';
import type { Store } from '../../storage/store.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { Block } from '../block/block.ts';
import { ancestorHashes } from '../building/ancestors.ts';
import type { ExecutionParts } from '../building/blockRun.ts';
import { governedConfig } from '../protocol/governedConfig.ts';
import type { BlockParameters } from '../protocol/protocol.ts';
import type { Receipt } from '../receipt/receipt.ts';
import { validateBody } from '../validate/body.ts';
import { BlockError } from '../validate/errors.ts';
import { compareBytes, executeBlock } from '../validate/execute.ts';
import { type HeaderParent, validateHeader } from '../validate/header.ts';
import { validateOmmers } from '../validate/ommers.ts';
import { Branch } from './branch.ts';
import type { ChainReader } from './chainReader.ts';
import { addChanges, joinChanges, overlayReader } from './overlay.ts';
import { toStoredBlock } from './storedBlock.ts';

/** A block that was executed and agrees with its header but for the state root, which is compared at the commit. */
export interface CheckedBlock {
  readonly block: Block;
  readonly receipts: readonly Receipt[];
  readonly changes: StateChanges;
  readonly totalDifficulty: bigint;
}

/** What a line of blocks came to: those that are good, and why the next one is not. */
export interface SegmentResult {
  readonly checked: readonly CheckedBlock[];
  readonly failure: unknown;
}

/** What segments need of the program. */
export interface SegmentParts {
  readonly chain: ChainReader;
  readonly store: Store;
  readonly execution: Omit<ExecutionParts, 'stateRoot'>;
}

/**
 * Checks all of a block that needs no execution: its header on its parent and on what holders decided about it ('unknown'
 * where the parent's state is not at hand), its body, its ommers. Throws BlockError.
 */
export function validateBlock(
  block: Block,
  branch: Branch,
  chain: ChainReader,
  parameters: BlockParameters | 'unknown' | undefined,
): { parent: HeaderParent; rules: Rules } {
  const { header, hash } = block;
  const parent = branch.parent(header.parentHash);
  if (parent === undefined) {
    throw new BlockError('unknown-parent', { number: header.number, hash }, 'its parent is not known');
  }
  const config = parameters === 'unknown' ? chain.config : governedConfig(chain.ownConfig, parameters);
  const rules = validateHeader(config, { header, hash }, parent, parameters);
  validateBody(block, rules);
  validateOmmers(chain.config, block, (generation) => branch.ancestor(block, generation));
  return { parent, rules };
}

/** What a segment is checked on, and how far. */
export interface SegmentBase {
  /** The canonical block below. */
  readonly ancestor: bigint;
  /** Blocks between it and the segment that were checked before, oldest first. */
  readonly prior?: readonly CheckedBlock[] | undefined;
  /** State roots are compared here already, for blocks that may never be committed. */
  readonly comparesRoots?: boolean | undefined;
}

/**
 * Checks and executes blocks, each on the one before and the first on the base, without writing: each sees the state of
 * those before it through an overlay. Stops at the first that is not valid.
 */
export async function checkSegment(
  blocks: readonly Block[],
  { ancestor, prior = [], comparesRoots = false }: SegmentBase,
  parts: SegmentParts,
): Promise<SegmentResult> {
  const { chain, store, execution } = parts;
  const { protocol } = chain;
  const branch = new Branch(chain);
  const earlier = emptyChanges();
  for (const { block, changes, totalDifficulty } of prior) {
    branch.add(block, totalDifficulty);
    addChanges(earlier, changes);
  }
  const state = overlayReader(store.stateAt(ancestor), earlier);
  const checked: CheckedBlock[] = [];
  const stateRoot = (changes: StateChanges) =>
    store.computeRoot(joinChanges(earlier, changes), ancestor).root;
  for (const block of blocks) {
    try {
      const parameters = protocol?.parameters(state, block.header.number);
      const { parent, rules } = validateBlock(block, branch, chain, parameters);
      const blockHash = ancestorHashes(parent, (hash) => branch.headerByHash(hash));
      const done = await executeBlock(
        block,
        { rules, state, blockHash, parameters },
        { ...execution, protocol, stateRoot },
      );
      if (comparesRoots) compareBytes(block, 'state-root', block.header.stateRoot, stateRoot(done.changes));
      const totalDifficulty = parent.totalDifficulty + block.header.difficulty;
      checked.push({ block, ...done, totalDifficulty });
      branch.add(block, totalDifficulty);
      addChanges(earlier, done.changes);
    } catch (failure) {
      return { checked, failure };
    }
  }
  return { checked, failure: undefined };
}

/**
 * Makes checked blocks canonical on top of block `ancestor`, in one transaction: what stands on it now is unwound, every
 * state root is compared as the blocks go in. Throws BlockError, and nothing has changed.
 */
export function commitSegment(
  checked: readonly CheckedBlock[],
  ancestor: bigint,
  { store }: Pick<SegmentParts, 'store'>,
): void {
  store.batch(() => {
    if (store.blocks.head()?.number !== ancestor) store.unwind(ancestor);
    for (const { block, receipts, changes, totalDifficulty } of checked) {
      const update = store.computeRoot(changes);
      compareBytes(block, 'state-root', block.header.stateRoot, update.root);
      store.commitBlock(toStoredBlock(block, receipts, totalDifficulty), update);
    }
  });
}
