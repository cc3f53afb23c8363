import { Type } from '@sinclair/typebox';
import type { Hex } from 'viem';
import { rollupAnchorAbi } from '../../../modules/abi/rollupAnchor.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { callBaseAt } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Method, optional, required } from '../../method.ts';
import { type ModuleView, moduleView, type ReadOutcome } from '../../moduleView.ts';
import { BlockParameter } from '../../schema/block.ts';
import { AccountProof, AnchorResult, VerifiedProof } from '../../schema/modules.ts';
import { toBytes32, toQuantity } from '../../schema/parse.ts';
import { Quantity64 } from '../../schema/scalar.ts';

/** Place of the rollup anchor among the modules of genesis. */
const ANCHOR = 0x0c;

/** Rollups in one answer, and commitments of each: the newest. */
const SHOWN_ROLLUPS = 100n;
const SHOWN_COMMITMENTS = 20n;

type Anchor = ModuleView<typeof rollupAnchorAbi>;

/** eth_getProof's answer as schema/modules.ts let it through. */
interface GivenProof {
  readonly address: Hex;
  readonly accountProof: readonly Hex[];
  readonly balance?: string;
  readonly codeHash?: string;
  readonly nonce?: string;
  readonly storageHash?: string;
  readonly storageProof?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly proof: readonly Hex[];
  }[];
}

/** xai_* about rollups whose state roots are anchored on this chain. */
export const xaiAnchorMethods: readonly Method[] = [
  {
    name: 'xai_anchors',
    summary:
      'The rollups anchored on this chain (the newest 100), each with its newest commitments (at most 20, in their order).',
    params: [optional('block', BlockParameter, 'latest unless told')],
    result: Type.Array(AnchorResult),
    resultName: 'rollups',
    handler: async ([block], context) => {
      const anchor = anchorAt(block, context);
      const count = await anchor.read('rollupCount');
      const rollups = [];
      for (let id = newest(count, SHOWN_ROLLUPS); id < count; id++)
        rollups.push(await describeRollup(anchor, id));
      return rollups;
    },
  },
  {
    name: 'xai_verifyAnchorProof',
    summary:
      "Verifies the answer of eth_getProof of a rollup's node against a commitment, in the contract; a claim that the proof does not bear out makes it invalid.",
    params: [
      required('rollup', Quantity64),
      required('commitment', Quantity64),
      required('proof', AccountProof),
      optional('block', BlockParameter, 'latest unless told'),
    ],
    result: VerifiedProof,
    resultName: 'verified',
    handler: async ([rollup, index, proof, block], context) => {
      const anchor = anchorAt(block, context);
      const [commitment, final] = await anchor.read('commitment', toQuantity(rollup), toQuantity(index));
      const shown = await verify(anchor, commitment.stateRoot, proof as GivenProof);
      return {
        ...shown,
        final,
        stateRoot: commitment.stateRoot,
        blockHash: commitment.blockHash,
        blockNumber: quantityHex(commitment.blockNumber),
      };
    },
  },
];

function anchorAt(block: unknown, { calls, chain }: NodeContext): Anchor {
  return moduleView(rollupAnchorAbi, ANCHOR, { calls, base: callBaseAt(block, chain) });
}

async function describeRollup(anchor: Anchor, id: bigint) {
  const [rollup, challenged, lowest] = await anchor.read('rollupState', id);
  const first = newest(rollup.count, SHOWN_COMMITMENTS);
  const commitments = await anchor.read('commitments', id, first, SHOWN_COMMITMENTS);
  return {
    rollup: quantityHex(id),
    name: rollup.name,
    active: rollup.active,
    challengeWindow: quantityHex(rollup.challengeWindow),
    requiredBond: quantityHex(await anchor.read('requiredBond', id)),
    commitmentCount: quantityHex(rollup.count),
    finalCount: quantityHex(rollup.finalCount),
    challenged: challenged ? quantityHex(lowest) : null,
    commitments: commitments.map((commitment, place) => ({
      index: quantityHex(first + BigInt(place)),
      stateRoot: commitment.stateRoot,
      blockHash: commitment.blockHash,
      blockNumber: quantityHex(commitment.blockNumber),
      postedAt: quantityHex(commitment.postedAt),
      poster: commitment.poster,
      final: first + BigInt(place) < rollup.finalCount,
    })),
  };
}

/** What the proof shows below a state root; not valid where it breaks or shows something else than it claims. */
async function verify(anchor: Anchor, root: Hex, given: GivenProof) {
  const account = await anchor.tryRead('verifyAccountAt', root, given.address, given.accountProof);
  if (account.error !== undefined) return refused(`account: ${textOf(account)}`);
  const { exists, nonce, balance, codeHash, storageRoot } = account.value;
  const proved = {
    exists,
    nonce: quantityHex(nonce),
    balance: quantityHex(balance),
    codeHash: exists ? codeHash : EMPTY_CODE_HASH,
    storageHash: exists ? storageRoot : EMPTY_ROOT,
  };
  for (const field of ['nonce', 'balance', 'codeHash', 'storageHash'] as const) {
    const claimed = given[field];
    // A node may tell of an absent account's hashes as zero.
    if (claimed === undefined || (!exists && BigInt(claimed) === 0n)) continue;
    if (BigInt(claimed) !== BigInt(proved[field]))
      return refused(`the proof shows another ${field}: ${proved[field]}`);
  }
  const storage: { key: string; value: string }[] = [];
  for (const slot of given.storageProof ?? []) {
    const key: Hex = `0x${toHex(toBytes32(slot.key)).slice(2)}`;
    const read = await anchor.tryRead(
      'verifyStorageAt',
      root,
      given.address,
      key,
      given.accountProof,
      slot.proof,
    );
    if (read.error !== undefined) return refused(`slot ${key}: ${textOf(read)}`);
    const value = quantityHex(read.value);
    if (slot.value !== undefined && BigInt(slot.value) !== read.value) {
      return refused(`slot ${key}: the proof shows another value: ${value}`);
    }
    storage.push({ key, value });
  }
  return { valid: true, reason: null, account: proved, storage };
}

/** What eth_getProof says of an account that does not exist: keccak256 of nothing, and the root of an empty trie. */
const EMPTY_CODE_HASH = '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470';
const EMPTY_ROOT = '0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';

function refused(reason: string) {
  return { valid: false, reason, account: null, storage: [] };
}

function textOf({ error }: ReadOutcome<unknown>): string {
  return error === undefined ? '' : `${error.name}(${error.args.join(', ')})`;
}

function newest(count: bigint, shown: bigint): bigint {
  return count > shown ? count - shown : 0n;
}
