import { type TSchema, Type } from '@sinclair/typebox';
import { Address, Data, Hash32, PaddedQuantity, Quantity, Quantity64 } from './scalar.ts';

/** Absent or null: the two mean the same in what wallets send. */
export function maybe<T extends TSchema>(schema: T) {
  return Type.Optional(Type.Union([schema, Type.Null()], { title: 'maybe' }));
}

/** One address with its storage slots (EIP-2930). */
const AccessListItem = Type.Object(
  { address: Address, storageKeys: Type.Array(Hash32) },
  { title: 'accessListItem' },
);

/** Addresses and slots that a transaction says it will touch (EIP-2930). */
export const AccessList = Type.Array(AccessListItem, { title: 'accessList' });

/** A signed delegation (EIP-7702) as it is shown. */
export const AuthorizationItem = authorizationWith(Quantity);

/** The same as clients send it: hardhat-ethers with `r` and `s` of 32 bytes, some with `v` for `yParity`. */
export const AuthorizationInput = authorizationWith(PaddedQuantity);

function authorizationWith<T extends typeof Quantity | typeof PaddedQuantity>(half: T) {
  return Type.Object(
    {
      chainId: Quantity,
      address: Address,
      nonce: Quantity64,
      yParity: Type.Optional(Quantity64),
      v: Type.Optional(Quantity64),
      r: half,
      s: half,
    },
    { title: 'authorization' },
  );
}

/**
 * What eth_call, eth_estimateGas and eth_sendTransaction are given. `input` and `data` are the same field: both may be
 * there when they are equal. Fields that are not named here are ignored, as other nodes do.
 */
export const CallObject = Type.Object(
  {
    // web3.py sends it as a JSON number, and geth does not look at it.
    type: maybe(
      Type.Union([Quantity64, Type.Integer({ minimum: 0, maximum: 255 })], { title: 'transactionType' }),
    ),
    from: maybe(Address),
    to: maybe(Address),
    gas: maybe(Quantity64),
    gasPrice: maybe(Quantity),
    maxFeePerGas: maybe(Quantity),
    maxPriorityFeePerGas: maybe(Quantity),
    maxFeePerBlobGas: maybe(Quantity),
    value: maybe(Quantity),
    nonce: maybe(Quantity64),
    input: maybe(Data),
    data: maybe(Data),
    accessList: maybe(AccessList),
    blobVersionedHashes: maybe(Type.Array(Hash32)),
    authorizationList: maybe(Type.Array(AuthorizationInput)),
    chainId: maybe(Quantity),
  },
  { title: 'callObject' },
);
