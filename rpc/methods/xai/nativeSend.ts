import type { Static } from '@sinclair/typebox';
import type { CallRequest } from '../../../chain/call/request.ts';
import { type AddressNetwork, addressNetwork } from '../../../chain/transaction/native/address.ts';
import { nativeKindOf } from '../../../chain/transaction/native/classify.ts';
import { requireTarget } from '../../../chain/transaction/native/decode.ts';
import { encodeNative } from '../../../chain/transaction/native/encode.ts';
import { kindRow } from '../../../chain/transaction/native/kinds.ts';
import { nativeSigningHash } from '../../../chain/transaction/native/signingHash.ts';
import { EMPTY_BYTES, equalBytes, toHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError } from '../../errors.ts';
import { fillTransaction } from '../../fillTransaction.ts';
import { quantityHex } from '../../format/hex.ts';
import { formatNativeBody } from '../../format/native.ts';
import { type Method, required } from '../../method.ts';
import { AnyDraft, BuiltResult, type EthereumDraft, SignedNative } from '../../schema/native.ts';
import { toOptionalBytes, toOptionalQuantity } from '../../schema/parse.ts';
import { type DraftFields, parseAnyAddress, parseDraft, parseSigned } from '../../schema/parseNative.ts';
import { Hash32 } from '../../schema/scalar.ts';
import { viewAt } from './nativeRead.ts';

/** The type whose fees native transactions have (EIP-1559). */
const MARKET_TYPE = 2;

/** xai_* that make native transactions. */
export const xaiSendMethods: readonly Method[] = [
  {
    name: 'xai_sendTransaction',
    summary:
      'Takes a signed native transaction into the pool; in instant mode its block exists when the answer comes.',
    params: [required('transaction', SignedNative)],
    result: Hash32,
    resultName: 'hash',
    handler: async ([transaction], context) => {
      const fields = parseSigned(transaction, networkOf(context));
      return toHex((await context.pool.submitRaw(encodeNative(fields))).hash);
    },
  },
  {
    name: 'xai_buildTransaction',
    summary:
      'Makes either form of a transaction from the other, unsigned, with nonce, gas and fees filled in where they are left out; with the public key also the hash to sign.',
    params: [required('transaction', AnyDraft)],
    result: BuiltResult,
    resultName: 'transaction',
    handler: async ([draft], context) => build(readDraft(draft, context), context),
  },
];

function networkOf({ chain }: NodeContext): AddressNetwork {
  return addressNetwork(chain.config.chainId);
}

function readDraft(draft: unknown, context: NodeContext): DraftFields {
  const isNative = 'tx_type' in (draft as Record<string, unknown>);
  return isNative ? parseDraft(draft, networkOf(context)) : parseEthereumDraft(draft, networkOf(context));
}

async function build(draft: DraftFields, context: NodeContext) {
  const { sender, publicKey, gasLimit, ...rest } = draft;
  if (draft.kind !== undefined) requireTarget(kindRow(draft.kind), draft);
  const request: CallRequest = { ...rest, from: sender, gas: gasLimit, type: MARKET_TYPE };
  const filled = { ...(await fillTransaction(request, sender, context)), sender };
  const chainId = context.chain.config.chainId;
  const { hasCode } = viewAt(context.chain.head(), context);
  const kind = draft.kind ?? nativeKindOf(filled, hasCode);
  const signingHash = publicKey && nativeSigningHash({ ...filled, kind, chainId }, publicKey);
  return {
    native: formatNativeBody(kind, filled, networkOf(context)),
    ethereum: {
      type: quantityHex(MARKET_TYPE),
      from: toHex(sender),
      to: filled.to === undefined ? null : toHex(filled.to),
      value: quantityHex(filled.value),
      input: toHex(filled.data),
      gas: quantityHex(filled.gasLimit),
      maxFeePerGas: quantityHex(filled.maxFeePerGas),
      maxPriorityFeePerGas: quantityHex(filled.maxPriorityFeePerGas),
      nonce: quantityHex(filled.nonce),
      chainId: quantityHex(chainId),
    },
    signing_hash: signingHash === undefined ? null : toHex(signingHash),
  };
}

/** Throws InvalidParamsError and AddressError. */
function parseEthereumDraft(value: unknown, network: AddressNetwork): DraftFields {
  const json = value as Static<typeof EthereumDraft>;
  const [data, input] = [toOptionalBytes(json.data), toOptionalBytes(json.input)];
  if (data !== undefined && input !== undefined && !equalBytes(data, input))
    throw new InvalidParamsError('both "data" and "input" are set and not equal');
  return {
    kind: undefined,
    sender: parseAnyAddress(json.from, network),
    publicKey: undefined,
    to: json.to === undefined || json.to === null ? undefined : parseAnyAddress(json.to, network),
    value: toOptionalQuantity(json.value),
    nonce: toOptionalQuantity(json.nonce),
    data: input ?? data ?? EMPTY_BYTES,
    gasLimit: toOptionalQuantity(json.gas),
    maxFeePerGas: toOptionalQuantity(json.maxFeePerGas),
    maxPriorityFeePerGas: toOptionalQuantity(json.maxPriorityFeePerGas),
    chainId: toOptionalQuantity(json.chainId),
  };
}
