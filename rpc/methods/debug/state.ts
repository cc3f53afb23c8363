import { Type } from '@sinclair/typebox';
import type { SealedHeader } from '../../../chain/block/header.ts';
import { EMPTY_BYTES, equalBytes, padLeft, toHex } from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../../storage/encoding/keccak.ts';
import { findBlock, headerAt, isPending } from '../../blockTag.ts';
import type { ChainReader } from '../../context/chain.ts';
import type { NodeContext } from '../../context.ts';
import { HeaderNotFoundError, InvalidParamsError, ServerError } from '../../errors.ts';
import { findBadBlock } from '../../findBadBlock.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { toBytes, toLenientQuantity, toOptionalBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Address, Bool, Data, Hash32, LenientQuantity, Text } from '../../schema/scalar.ts';
import { TraceError } from '../../trace/errors.ts';
import { budgetOf } from '../../trace/run.ts';
import { dumpAccounts, RANGE_LIMIT, storageRange } from '../../trace/stateRanges.ts';

const Dump = Type.Object(
  {
    root: Text,
    accounts: Type.Record(
      Type.String(),
      Type.Object({ balance: Text, nonce: Type.Integer(), root: Hash32, codeHash: Hash32 }),
    ),
    next: Type.Optional(Hash32),
  },
  {
    title: 'dump',
    description:
      'accounts: balance, nonce, root, codeHash, code, storage, address and key; next: where to go on',
  },
);

const StorageRange = Type.Object(
  {
    storage: Type.Record(Type.String(), Type.Object({ key: Hash32, value: Hash32 })),
    nextKey: orNull(Hash32),
  },
  { title: 'storageRange' },
);

/** debug_* about whole states; in the order of the tries, as geth gives them. */
export const debugStateMethods: readonly Method[] = [
  {
    name: 'debug_dumpBlock',
    summary: `The accounts after a block: the first ${RANGE_LIMIT}, and where debug_accountRange goes on.`,
    params: [required('block', BlockParameter)],
    result: Dump,
    resultName: 'dump',
    handler: ([block], { chain }) =>
      dumpAccounts(
        minedHeader(block, chain),
        { start: new Uint8Array(32), limit: RANGE_LIMIT, code: true, storage: true },
        chain,
      ),
  },
  {
    name: 'debug_accountRange',
    summary: `Accounts after a block in the order of the hashes of their addresses, at most ${RANGE_LIMIT}.`,
    params: [
      required('block', BlockParameter),
      required('start', Data, 'the hash of an address; `0x` for the first'),
      required('maxResults', LenientQuantity),
      optional('nocode', Bool),
      optional('nostorage', Bool),
      optional('incompletes', Bool, 'of no effect: every address is known'),
    ],
    result: Dump,
    resultName: 'dump',
    handler: ([block, start, max, nocode, nostorage], { chain }) => {
      const limit = toLenientQuantity(max);
      const options = {
        start: padLeft(atMost32(start), 32),
        limit: limit > BigInt(RANGE_LIMIT) || limit === 0n ? RANGE_LIMIT : Number(limit),
        code: nocode !== true,
        storage: nostorage !== true,
      };
      return dumpAccounts(minedHeader(block, chain), options, chain);
    },
  },
  {
    name: 'debug_storageRangeAt',
    summary: `Slots of an account as they were before a transaction of a block, in the order of the hashes of their keys; at most ${RANGE_LIMIT}.`,
    params: [
      required('block', BlockParameter),
      required('transactionIndex', LenientQuantity),
      required('address', Address),
      required('start', Data, 'the hash of a slot key, or its beginning; `0x` for the first'),
      required('maxResults', LenientQuantity),
    ],
    result: StorageRange,
    resultName: 'range',
    handler: async ([value, index, address, start, max], context) => {
      const found = isPending(value) ? undefined : await findBlock(value, context);
      if (found === undefined) throw new HeaderNotFoundError('block not found');
      const { block } = found;
      const position = indexIn(toLenientQuantity(index), block);
      const parent = context.chain.headerByHash(block.header.parentHash);
      if (parent === undefined) throw new HeaderNotFoundError('parent block not found');
      const changes = await context.calls.changesBefore(block, position);
      const limit = toLenientQuantity(max);
      const range = {
        address: toBytes(address),
        start: padRight(atMost32(start)),
        limit: limit > BigInt(RANGE_LIMIT) ? RANGE_LIMIT : Number(limit),
      };
      return storageRange(parent, changes, range, context.chain);
    },
  },
  {
    name: 'debug_codeByHash',
    summary:
      'The code with this hash, of any account of any block so far: codes are never forgotten. Null when there was none.',
    params: [
      required('codeHash', Hash32),
      optional('block', BlockParameter, 'has to be there; of no other effect'),
    ],
    result: orNull(Data),
    resultName: 'code',
    handler: ([codeHash, block], { chain }) => {
      headerAt(block, chain);
      const hash = toBytes(codeHash);
      const code = equalBytes(hash, EMPTY_CODE_HASH) ? EMPTY_BYTES : chain.code(hash);
      return code === undefined ? null : toHex(code);
    },
  },
  {
    name: 'debug_getModifiedAccountsByNumber',
    summary: 'The accounts that a block changed, or that changed from one block to another.',
    params: [required('start', LenientQuantity), optional('end', LenientQuantity)],
    result: Type.Array(Address),
    resultName: 'addresses',
    handler: ([start, end], context) =>
      modifiedAccounts(numbered('start', start, context), numberedOrNone(end, context), context),
  },
  {
    name: 'debug_getModifiedAccountsByHash',
    summary: 'The accounts that a block changed, or that changed from one block to another.',
    params: [required('start', Hash32), optional('end', Hash32)],
    result: Type.Array(Address),
    resultName: 'addresses',
    handler: ([start, end], context) =>
      modifiedAccounts(hashed('start', start, context), hashedOrNone(end, context), context),
  },
  {
    name: 'debug_intermediateRoots',
    summary: 'The state root after each transaction of a block, also of one that was refused.',
    params: [required('blockHash', Hash32), optional('options', Type.Object({}), 'of no effect')],
    result: Type.Array(Hash32),
    resultName: 'roots',
    handler: async ([hash], context) => {
      const { chain, calls } = context;
      const wanted = toBytes(hash);
      const block = chain.blockByHash(wanted) ?? findBadBlock(wanted, chain);
      if (block === undefined) throw new TraceError('not-found', `block ${toHex(wanted)} not found`);
      if (block.header.number === 0n) throw new TraceError('not-traceable', 'genesis is not traceable');
      if (chain.headerByHash(block.header.parentHash) === undefined) {
        throw new TraceError('not-found', `block ${toHex(block.header.parentHash)} not found`);
      }
      const budget = budgetOf({}, context);
      const roots: string[] = [];
      await calls.intermediateRoots(block, (root) => {
        budget.checkTime();
        roots.push(toHex(root));
      });
      return roots;
    },
  },
];

function minedHeader(block: unknown, chain: ChainReader): SealedHeader {
  if (isPending(block)) throw new ServerError('pending state is not available');
  return headerAt(block, chain);
}

/** The place of a transaction in a block, checked. Throws TraceError with geth's texts. */
function indexIn(
  index: bigint,
  {
    header,
    transactions,
    hash,
  }: Pick<SealedHeader, 'header' | 'hash'> & { transactions: readonly unknown[] },
): number {
  if (header.number === 0n) throw new TraceError('not-traceable', 'no transaction in genesis');
  if (index >= BigInt(transactions.length) && index > 0n) {
    throw new TraceError('not-found', `transaction index ${index} out of range for block ${toHex(hash)}`);
  }
  return Number(index);
}

function atMost32(value: unknown): Uint8Array {
  const bytes = toOptionalBytes(value) ?? new Uint8Array(0);
  if (bytes.length > 32) throw new InvalidParamsError('start: expected at most 32 bytes');
  return bytes;
}

function padRight(bytes: Uint8Array): Uint8Array {
  const padded = new Uint8Array(32);
  padded.set(bytes);
  return padded;
}

function modifiedAccounts(
  start: SealedHeader,
  end: SealedHeader | undefined,
  { chain }: NodeContext,
): readonly string[] {
  const upTo = end ?? start;
  const after = end === undefined ? chain.headerByHash(start.header.parentHash) : start;
  if (after === undefined) throw new ServerError(`block ${start.header.number.toString(16)} has no parent`);
  if (after.header.number >= upTo.header.number) {
    throw new ServerError(
      `start block height (${after.header.number}) must be less than end block height (${upTo.header.number})`,
    );
  }
  return chain.modifiedAccounts(after, upTo).map(toHex);
}

function numbered(which: string, value: unknown, { chain }: NodeContext): SealedHeader {
  const number = toLenientQuantity(value);
  const header = chain.headerByNumber(number);
  if (header === undefined) throw new HeaderNotFoundError(`${which} block ${number} not found`);
  return header;
}

function numberedOrNone(value: unknown, context: NodeContext): SealedHeader | undefined {
  return value === undefined ? undefined : numbered('end', value, context);
}

function hashed(which: string, value: unknown, { chain }: NodeContext): SealedHeader {
  const header = chain.headerByHash(toBytes(value));
  if (header === undefined) throw new HeaderNotFoundError(`${which} block ${String(value)} not found`);
  return header;
}

function hashedOrNone(value: unknown, context: NodeContext): SealedHeader | undefined {
  return value === undefined ? undefined : hashed('end', value, context);
}
