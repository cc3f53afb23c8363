import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { RlpItem } from '../../rlp/decode.ts';
import { DecodeError } from '../../rlp/errors.ts';
import { asBytes, asFixedBytes, asRecipient, asUint, decodeList } from '../../rlp/fields.ts';
import type { Transaction } from '../transaction.ts';
import type { SignedNativeFields } from './encode.ts';
import { type KindRow, kindByNumber, kindRefusal, kindRow } from './kinds.ts';
import { nativeSigningHash } from './signingHash.ts';
import { SYSTEM_SENDER } from './system.ts';
import { targetProblem } from './targets.ts';
import { nativeTransaction } from './transaction.ts';
import { nativeAddress, verifyNative } from './verify.ts';

const FIELDS = 11;
const KEY_SIZE = 64;
const SIGNATURE_SIZE = 64;

/**
 * Decodes a native transaction strictly: canonical RLP, a kind that may stand in a block, a recipient and data that agree
 * with it, and a signature of the key whose address is the sender. Throws DecodeError.
 */
export function decodeNative(raw: Uint8Array): Transaction {
  const fields = readNative(raw);
  requireTarget(kindRow(fields.kind), fields);
  if (fields.kind === 'system') {
    requireNothing(fields);
    return nativeTransaction(fields, raw, keccak256(raw), SYSTEM_SENDER);
  }
  verifyNative(nativeSigningHash(fields, fields.publicKey), fields.publicKey, fields.signature);
  return nativeTransaction(fields, raw, keccak256(raw), nativeAddress(fields.publicKey));
}

/** The fields of an envelope by their form alone: whether they agree, and are signed, is not asked. Throws DecodeError. */
export function readNative(raw: Uint8Array): SignedNativeFields {
  const items = decodeList(raw.subarray(1), [FIELDS], 'native transaction');
  const row = readKind(items[0]);
  const system = row.name === 'system';
  return {
    kind: row.name,
    chainId: asUint(items[1], 32, 'chainId'),
    nonce: asUint(items[2], 8, 'nonce'),
    maxPriorityFeePerGas: asUint(items[3], 32, 'maxPriorityFeePerGas'),
    maxFeePerGas: asUint(items[4], 32, 'maxFeePerGas'),
    gasLimit: asUint(items[5], 8, 'gasLimit'),
    to: asRecipient(items[6], 'to'),
    value: asUint(items[7], 32, 'value'),
    data: asBytes(items[8], 'data'),
    publicKey: asFixedBytes(items[9], system ? 0 : KEY_SIZE, 'publicKey'),
    signature: asFixedBytes(items[10], system ? 0 : SIGNATURE_SIZE, 'signature'),
  };
}

/** Throws DecodeError 'native-target' where `to` and `data` are not what the kind stands for. */
export function requireTarget(row: KindRow, { to, data }: Pick<SignedNativeFields, 'to' | 'data'>): void {
  const problem = targetProblem(row.target, to, data);
  if (problem !== undefined) throw new DecodeError('native-target', `kind ${row.name}: ${problem}`);
}

function readKind(item: RlpItem | undefined): KindRow {
  const number = Number(asUint(item, 1, 'kind'));
  const row = kindByNumber(number);
  if (row === undefined) throw new DecodeError('native-kind', kindRefusal(number));
  return row;
}

/** Nobody signs a system transaction: it has one form for each chain, module and block. */
function requireNothing(fields: SignedNativeFields): void {
  const { gasLimit, maxFeePerGas, maxPriorityFeePerGas, value, data } = fields;
  if (gasLimit + maxFeePerGas + maxPriorityFeePerGas + value !== 0n || data.length !== 0)
    throw new DecodeError('native-target', 'kind system: has no gas, fees, value or data');
}
