import { Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { readState } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { type Method, optional, required } from '../../method.ts';
import { BlockParameter } from '../../schema/block.ts';
import { toBytes, toLenientQuantity } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Address, Bool, Data, Hash32, LenientQuantity, Quantity, Text } from '../../schema/scalar.ts';
import { TraceError } from '../../trace/errors.ts';
import { internalOperations, otterscanEntries } from '../../trace/otterscan.ts';
import { budgetOf, type MakeCollector, traceTransactions } from '../../trace/run.ts';
import { findCreator, hasCodeIn } from './creator.ts';

/** The version of Otterscan's API that these methods are. */
const API_LEVEL = 8;

const TraceEntry = Type.Object(
  {
    type: Text,
    depth: Type.Integer(),
    from: Address,
    to: Address,
    value: orNull(Quantity),
    input: Data,
    output: Data,
  },
  { title: 'ots trace entry' },
);

const Operation = Type.Object(
  { type: Type.Integer({ minimum: 0, maximum: 3 }), from: Address, to: Address, value: Quantity },
  { title: 'ots operation', description: 'type: 0 transfer, 1 self-destruct, 2 CREATE, 3 CREATE2' },
);

const hash = required('transactionHash', Hash32);

/** ots_* about transactions and contracts. */
export const otsTransactionMethods: readonly Method[] = [
  {
    name: 'ots_getApiLevel',
    summary: 'The version of Otterscan’s API.',
    params: [],
    result: Type.Integer(),
    resultName: 'level',
    handler: () => API_LEVEL,
  },
  {
    name: 'ots_hasCode',
    summary: 'Whether an account has code.',
    params: [required('address', Address), optional('block', BlockParameter)],
    result: Bool,
    resultName: 'hasCode',
    handler: ([address, block], context) =>
      readState(block, context, (state) => hasCodeIn(state, toBytes(address))),
  },
  {
    name: 'ots_traceTransaction',
    summary: 'The calls of a mined transaction with their depths, precompiles left out.',
    params: [hash],
    result: Type.Array(TraceEntry),
    resultName: 'entries',
    handler: ([wanted], context) => traceOne(toBytes(wanted), otterscanEntries, context),
  },
  {
    name: 'ots_getInternalOperations',
    summary: 'Transfers, creations and self-destructs by calls inside a mined transaction.',
    params: [hash],
    result: Type.Array(Operation),
    resultName: 'operations',
    handler: ([wanted], context) => traceOne(toBytes(wanted), internalOperations, context),
  },
  {
    name: 'ots_getTransactionError',
    summary: 'What a mined transaction reverted with; `0x` for one that did not.',
    params: [hash],
    result: Data,
    resultName: 'data',
    handler: ([wanted], context) => traceOne(toBytes(wanted), revertData, context),
  },
  {
    name: 'ots_getTransactionBySenderAndNonce',
    summary: 'The hash of the mined transaction of a sender with a nonce; null where there is none.',
    params: [required('sender', Address), required('nonce', LenientQuantity)],
    result: orNull(Hash32),
    resultName: 'transactionHash',
    handler([sender, nonce], { chain }) {
      const number = toLenientQuantity(nonce);
      if (number >= 1n << 64n) return null;
      const mined = chain.transactionBySenderAndNonce(toBytes(sender), number);
      return mined === undefined ? null : toHex(mined.transaction.hash);
    },
  },
  {
    name: 'ots_getContractCreator',
    summary:
      'The transaction that made a contract, and who made it; null for other accounts and contracts of the genesis.',
    params: [required('address', Address)],
    result: orNull(Type.Object({ hash: Hash32, creator: Address }, { title: 'ots creator' })),
    resultName: 'creator',
    handler: ([address], context) => findCreator(toBytes(address), context),
  },
];

const revertData: MakeCollector = () => ({
  hooks: {},
  result: ({ result }) => (result.halt === 'revert' ? toHex(result.returnData) : '0x'),
});

/** Runs a mined transaction again. Throws TraceError 'not-found'. */
async function traceOne(wanted: Uint8Array, make: MakeCollector, context: NodeContext): Promise<unknown> {
  const mined = context.chain.transaction(wanted);
  const block = mined && context.chain.blockByHash(mined.block.hash);
  if (mined === undefined || block === undefined) {
    throw new TraceError('not-found', `transaction ${toHex(wanted)} not found`);
  }
  const [trace] = await traceTransactions(block, mined.index, make, budgetOf({}, context), context);
  return trace?.result;
}
