import { Type } from '@sinclair/typebox';
import { findHeader } from '../blockTag.ts';
import type { NodeContext } from '../context.ts';
import { ResourceNotFoundError } from '../errors.ts';
import { quantityHex } from '../format/hex.ts';
import { type Method, required } from '../method.ts';
import { BlockParameter } from '../schema/block.ts';
import { orNull } from '../schema/results.ts';
import { Address, Data, Hash32, Quantity, Quantity64 } from '../schema/scalar.ts';

const changes = (key: string, value: typeof Data | typeof Hash32 | typeof Quantity) =>
  Type.Optional(Type.Array(Type.Object({ index: Quantity64, [key]: value }, { title: `${key} change` })));

const AccountChanges = Type.Object(
  {
    address: Address,
    storageChanges: Type.Optional(
      Type.Array(
        Type.Object(
          {
            key: Hash32,
            changes: Type.Array(Type.Object({ index: Quantity64, value: Hash32 }, { title: 'slot change' })),
          },
          { title: 'slot changes' },
        ),
      ),
    ),
    storageReads: Type.Optional(Type.Array(Hash32)),
    balanceChanges: changes('value', Quantity),
    nonceChanges: changes('value', Quantity),
    codeChanges: changes('code', Data),
  },
  { title: 'accountChanges' },
);

/** Block access lists (EIP-7928), which blocks have from Amsterdam on, and so none of those that this node executes. */
export const ethAccessListMethods: readonly Method[] = [
  {
    name: 'eth_getBlockAccessList',
    summary: 'The access list of a block: null for an unknown block, an error for one from before Amsterdam.',
    params: [required('block', BlockParameter)],
    result: orNull(Type.Array(AccountChanges), 'block access list'),
    resultName: 'accessList',
    handler: ([block], context) => {
      const number = numberOf(block, context);
      if (number === undefined) return null;
      throw noList(number);
    },
  },
];

/** The same as bytes. */
export const debugAccessListMethods: readonly Method[] = [
  {
    name: 'debug_getRawBlockAccessList',
    summary: 'The RLP of the access list of a block; an error for a block without one.',
    params: [required('block', BlockParameter)],
    result: Data,
    resultName: 'accessList',
    handler: ([block], context) => {
      const number = numberOf(block, context);
      throw number === undefined ? new ResourceNotFoundError('block not found') : noList(number);
    },
  },
];

function numberOf(block: unknown, { chain }: NodeContext): bigint | undefined {
  return findHeader(block, chain)?.header.number;
}

function noList(number: bigint): ResourceNotFoundError {
  return new ResourceNotFoundError(
    `block ${quantityHex(number)} has no access list: it is from before Amsterdam`,
  );
}
