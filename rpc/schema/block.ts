import { Type } from '@sinclair/typebox';
import { Address, Bool, Hash32, Quantity64 } from './scalar.ts';

/** A block by its place relative to the head. */
export const BlockTag = Type.Union(
  [
    Type.Literal('latest'),
    Type.Literal('pending'),
    Type.Literal('earliest'),
    Type.Literal('safe'),
    Type.Literal('finalized'),
  ],
  { title: 'blockTag' },
);

/** A block by tag or number. */
export const BlockNumberOrTag = Type.Union([BlockTag, Quantity64], { title: 'blockNumberOrTag' });

/** The same as scripts send it to methods that give a block: also a JSON number, as Hardhat's node and anvil take it. */
export const LenientBlockNumberOrTag = Type.Union(
  [BlockTag, Quantity64, Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })],
  { title: 'lenientBlockNumberOrTag' },
);

/** A block by tag, number, hash, or as an object with one of the two (EIP-1898). */
export const BlockParameter = Type.Union(
  [
    BlockTag,
    Quantity64,
    Hash32,
    Type.Object({ blockHash: Hash32, requireCanonical: Type.Optional(Bool) }),
    Type.Object({ blockNumber: BlockNumberOrTag }),
  ],
  { title: 'blockParameter' },
);

/** A validator withdrawal (EIP-4895). */
export const Withdrawal = Type.Object(
  { index: Quantity64, validatorIndex: Quantity64, address: Address, amount: Quantity64 },
  { title: 'withdrawal' },
);
