import { concat, type Hex, isAddress, keccak256, numberToHex, stringToHex, toRlp } from 'viem';
import { NATIVE_KINDS, type NativeKind } from './kinds.ts';

/** What a native transaction says; amounts in wei. `to` undefined makes a contract. */
export interface NativeTransaction {
  readonly kind: NativeKind;
  readonly chainId: number;
  readonly nonce: number;
  /** wei per gas */
  readonly maxPriorityFeePerGas: bigint;
  /** wei per gas */
  readonly maxFeePerGas: bigint;
  readonly gas: bigint;
  readonly to?: Hex | undefined;
  readonly value?: bigint | undefined;
  readonly data?: Hex | undefined;
}

/** What every signed message begins with; no message of Ethereum begins alike. */
const DOMAIN = stringToHex('XAI native transaction 1');
/** The type of the envelope (EIP-2718). */
const TYPE = '0x58';

/** What the sender signs: every field and the 64-byte key. Throws TypeError for an address that is none. */
export function nativeSigningHash(transaction: NativeTransaction, publicKey: Hex): Hex {
  return keccak256(concat([DOMAIN, toRlp(items(transaction, publicKey))]));
}

/** The envelope for `eth_sendRawTransaction`. */
export function serializeNative(
  transaction: NativeTransaction,
  publicKey: Hex,
  { r, s }: { readonly r: Hex; readonly s: Hex },
): Hex {
  return concat([TYPE, toRlp([...items(transaction, publicKey), concat([word(r), word(s)])])]);
}

function items(transaction: NativeTransaction, publicKey: Hex): Hex[] {
  const { kind, chainId, nonce, to, value = 0n, data = '0x' } = transaction;
  if (to !== undefined && !isAddress(to, { strict: false })) throw new TypeError(`to: ${to} is no address`);
  return [
    ...[NATIVE_KINDS[kind], chainId, nonce].map((each) => integer(BigInt(each))),
    ...[transaction.maxPriorityFeePerGas, transaction.maxFeePerGas, transaction.gas].map(integer),
    to ?? '0x',
    integer(value),
    data,
    publicKey,
  ];
}

/** RLP's integers have no leading zeros, and zero has no bytes. */
function integer(value: bigint): Hex {
  const digits = value === 0n ? '' : value.toString(16);
  return `0x${digits.length % 2 === 1 ? '0' : ''}${digits}`;
}

function word(value: Hex): Hex {
  return numberToHex(BigInt(value), { size: 32 });
}
