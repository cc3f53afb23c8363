import { Type } from '@sinclair/typebox';
import type { CallRequest } from '../../../chain/call/request.ts';
import { encodeTransaction } from '../../../chain/transaction/encode.ts';
import type { Transaction } from '../../../chain/transaction/transaction.ts';
import type { UnsignedTransaction } from '../../../chain/wallet/wallet.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { NodeContext } from '../../context.ts';
import { ServerError } from '../../errors.ts';
import { fillTransaction, inSenderTurn, senderOf } from '../../fillTransaction.ts';
import { formatUnsigned } from '../../format/transaction.ts';
import { type Method, optional, required } from '../../method.ts';
import { CallObject } from '../../schema/call.ts';
import { toBytes, toLenientQuantity } from '../../schema/parse.ts';
import { parseCall } from '../../schema/parseCall.ts';
import { ReceiptResult } from '../../schema/results.ts';
import { Data, Hash32, LenientQuantity } from '../../schema/scalar.ts';
import { sendFrom } from '../../sendFrom.ts';
import { sentAnswer } from '../../sentAnswer.ts';
import { waitForReceipt } from '../../waitForReceipt.ts';

/** Milliseconds that eth_send*Sync wait unless told, and at most (geth's). */
const SYNC_TIMEOUT_MS = 20_000;
const SYNC_TIMEOUT_MAX_MS = 60_000;

const transaction = required('transaction', CallObject);
const timeout = optional('timeout', LenientQuantity, 'milliseconds, at most 60,000');

/** eth_* that make transactions. */
export const ethSendMethods: readonly Method[] = [
  {
    name: 'eth_sendRawTransaction',
    summary:
      'Takes a signed transaction into the pool; in instant mode its block exists when the answer comes.',
    params: [required('raw', Data)],
    result: Hash32,
    resultName: 'hash',
    handler: async ([raw], context) => {
      const { hash } = await context.pool.submitRaw(toBytes(raw));
      return sentAnswer(hash, context);
    },
  },
  {
    name: 'eth_sendRawTransactionSync',
    summary:
      'As eth_sendRawTransaction, but answers with the receipt; error 4 with the hash when that takes too long.',
    params: [required('raw', Data), timeout],
    result: ReceiptResult,
    resultName: 'receipt',
    handler: async ([raw, milliseconds], context) => {
      const { hash } = await context.pool.submitRaw(toBytes(raw));
      return waitForReceipt(hash, patience(milliseconds), context);
    },
  },
  {
    name: 'eth_sendTransaction',
    summary:
      'Fills in what is missing, signs with an account of this node and takes the transaction into the pool.',
    params: [transaction],
    result: Hash32,
    resultName: 'hash',
    handler: async ([given], context) => {
      const { hash } = await send(parseCall(given), context);
      return sentAnswer(hash, context);
    },
  },
  {
    name: 'eth_sendTransactionSync',
    summary:
      'As eth_sendTransaction, but answers with the receipt; error 4 with the hash when that takes too long.',
    params: [transaction, timeout],
    result: ReceiptResult,
    resultName: 'receipt',
    handler: async ([given, milliseconds], context) => {
      const { hash } = await send(parseCall(given), context);
      return waitForReceipt(hash, patience(milliseconds), context);
    },
  },
  {
    name: 'eth_sendUnsignedTransaction',
    summary: 'Takes a transaction of any sender without a signature.',
    params: [transaction],
    result: Hash32,
    resultName: 'hash',
    devOnly: true,
    handler: async ([given], context) => {
      const request = parseCall(given);
      const from = senderOf(request, context);
      const { hash } = await inSenderTurn(context, from, async () =>
        devOf(context).submitUnsigned(await fillTransaction(request, from, context)),
      );
      return sentAnswer(hash, context);
    },
  },
  {
    name: 'eth_signTransaction',
    summary:
      'Fills in what is missing and signs with an account of this node; the signed bytes, to be sent as they are.',
    params: [transaction],
    result: Data,
    resultName: 'raw',
    handler: async ([given], context) => {
      const request = parseCall(given);
      const filled = await fillTransaction(request, senderOf(request, context), context);
      return toHex(context.wallet.signTransaction(filled).raw);
    },
  },
  {
    name: 'eth_fillTransaction',
    summary: 'Fills in what is missing; the transaction as fields and as bytes with an empty signature.',
    params: [transaction],
    result: Type.Object(
      { raw: Data, tx: Type.Object({}, { title: 'unsigned transaction' }) },
      { title: 'filled' },
    ),
    resultName: 'filled',
    handler: async ([given], context) => {
      const request = parseCall(given);
      const filled = await fillTransaction(request, request.from ?? new Uint8Array(20), context);
      return showFilled(filled);
    },
  },
];

/** Milliseconds to wait for a receipt. */
function patience(asked: unknown): number {
  const wait = asked === undefined ? SYNC_TIMEOUT_MS : Number(toLenientQuantity(asked));
  return Math.min(wait, SYNC_TIMEOUT_MAX_MS);
}

/** Fills in, signs and submits, when it is the sender's turn. */
function send(request: CallRequest, context: NodeContext): Promise<Transaction> {
  const from = senderOf(request, context);
  return inSenderTurn(context, from, () => sendFrom(from, request, context));
}

function devOf({ dev }: NodeContext) {
  if (dev === undefined) throw new ServerError('only in dev mode');
  return dev;
}

function showFilled(filled: UnsignedTransaction) {
  const raw = encodeTransaction({
    ...filled,
    maxFeePerBlobGas: filled.maxFeePerBlobGas,
    blobHashes: filled.blobHashes ?? [],
    authorizations: filled.authorizations ?? [],
    v: 0n,
    r: 0n,
    s: 0n,
  });
  return { raw: toHex(raw), tx: { ...formatUnsigned(filled), hash: toHex(keccak256(raw)) } };
}
