import { type Static, Type } from '@sinclair/typebox';
import { equalBytes, padLeft, toHex } from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../../storage/encoding/keccak.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import { headerAt, isPending, readState } from '../../blockTag.ts';
import { InvalidParamsError } from '../../errors.ts';
import { quantityHex } from '../../format/hex.ts';
import { formatProof } from '../../format/proof.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { toBytes, toBytes32 } from '../../schema/parse.ts';
import { ProofResult } from '../../schema/results.ts';
import { Address, Data, Hash32, Quantity, Quantity64, ShortBytes32 } from '../../schema/scalar.ts';

/** Slots that one request may ask for (geth's bound). */
const SLOT_LIMIT = 1024;

const StorageRequests = Type.Record(
  Type.String({ pattern: '^0x[0-9a-fA-F]{40}$' }),
  Type.Array(ShortBytes32),
  {
    title: 'storageRequests',
    additionalProperties: false,
  },
);

const address = required('address', Address);
const block = optional('block', BlockParameter, 'latest unless told');

/** eth_* about accounts and storage at a block. */
export const ethStateMethods: readonly Method[] = [
  {
    name: 'eth_getBalance',
    summary: 'Balance of an account, in wei.',
    params: [address, block],
    result: Quantity,
    resultName: 'balance',
    handler: ([account, at], context) =>
      readState(at, context, (state) => quantityHex(state.account(toBytes(account))?.balance ?? 0n)),
  },
  {
    name: 'eth_getTransactionCount',
    summary: 'Nonce of an account; with `pending` the next one that its transactions in the pool leave free.',
    params: [address, block],
    result: Quantity64,
    resultName: 'nonce',
    handler: ([account, at], context) =>
      isPending(at)
        ? quantityHex(context.pool.pendingNonce(toBytes(account)))
        : readState(at, context, (state) => quantityHex(state.account(toBytes(account))?.nonce ?? 0n)),
  },
  {
    name: 'eth_getCode',
    summary: 'Code of an account.',
    params: [address, block],
    result: Data,
    resultName: 'code',
    handler: ([account, at], context) =>
      readState(at, context, (state) => toHex(codeOf(state, toBytes(account)))),
  },
  {
    name: 'eth_getStorageAt',
    summary: 'A storage slot of an account, as 32 bytes.',
    params: [address, required('slot', ShortBytes32), block],
    result: Hash32,
    resultName: 'value',
    handler: ([account, slot, at], context) =>
      readState(at, context, (state) => readSlot(state, toBytes(account), toBytes32(slot))),
  },
  {
    name: 'eth_getStorageValues',
    summary: 'Several storage slots of several accounts at one block.',
    params: [required('slots', StorageRequests, 'address → slots'), block],
    result: Type.Record(Type.String(), Type.Array(Hash32), { title: 'values' }),
    resultName: 'values',
    handler: ([requests, at], context) => {
      const wanted = Object.entries(requests as Static<typeof StorageRequests>);
      const count = wanted.reduce((sum, [, slots]) => sum + slots.length, 0);
      if (count === 0) throw new InvalidParamsError('empty request');
      boundSlots(count);
      return readState(at, context, (state) =>
        Object.fromEntries(
          wanted.map(([account, slots]) => [
            account,
            slots.map((slot) => readSlot(state, toBytes(account), toBytes32(slot))),
          ]),
        ),
      );
    },
  },
  {
    name: 'eth_getAccountInfo',
    summary: 'Balance, nonce and code of an account in one answer.',
    params: [address, block],
    result: Type.Object({ balance: Quantity, nonce: Quantity64, code: Data }, { title: 'account' }),
    resultName: 'account',
    handler: ([account, at], context) =>
      readState(at, context, (state) => {
        const record = state.account(toBytes(account));
        return {
          balance: quantityHex(record?.balance ?? 0n),
          nonce: quantityHex(record?.nonce ?? 0n),
          code: toHex(codeOf(state, toBytes(account))),
        };
      }),
  },
  {
    name: 'eth_getAccount',
    summary:
      'The four fields of an account in the state trie; those of an empty account where there is none.',
    params: [address, block],
    result: Type.Object(
      { balance: Quantity, nonce: Quantity64, codeHash: Hash32, storageRoot: Hash32 },
      { title: 'trie account' },
    ),
    resultName: 'account',
    handler: ([account, at], { chain }) => {
      const proof = chain.proof(headerAt(at, chain), toBytes(account), []);
      const { balance, nonce, codeHash, storageHash } = formatProof(toBytes(account), proof, []);
      return { balance, nonce, codeHash, storageRoot: storageHash };
    },
  },
  {
    name: 'eth_getProof',
    summary: 'An account and some of its slots with their Merkle proofs against the state root of the block.',
    params: [address, required('slots', Type.Array(ShortBytes32)), block],
    result: ProofResult,
    resultName: 'proof',
    handler: ([account, slots, at], { chain }) => {
      const keys = slots as readonly string[];
      boundSlots(keys.length);
      const proof = chain.proof(headerAt(at, chain), toBytes(account), keys.map(toBytes32));
      return formatProof(toBytes(account), proof, keys.map(isWhole));
    },
  },
];

function codeOf(state: StateReader, account: Uint8Array): Uint8Array {
  const codeHash = state.account(account)?.codeHash ?? EMPTY_CODE_HASH;
  return equalBytes(codeHash, EMPTY_CODE_HASH) ? new Uint8Array(0) : state.code(codeHash);
}

function readSlot(state: StateReader, account: Uint8Array, slot: Uint8Array): string {
  return toHex(padLeft(state.slot(account, slot), 32));
}

function boundSlots(count: number): void {
  if (count > SLOT_LIMIT)
    throw new InvalidParamsError(`too many slots: ${count}, the limit is ${SLOT_LIMIT}`);
}

/** True for a key given with all its 64 digits. */
function isWhole(key: string): boolean {
  return key.replace(/^0x/, '').length === 64;
}
