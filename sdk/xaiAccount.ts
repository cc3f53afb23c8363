import {
  BaseError,
  checksumAddress,
  type Hex,
  type LocalAccount,
  type NonceManager,
  sha256,
  slice,
} from 'viem';
import { privateKeyToAccount, sign, toAccount } from 'viem/accounts';
import { kindOf } from './kindOf.ts';
import type { NativeKind } from './kinds.ts';
import { type NativeTransaction, nativeSigningHash, serializeNative } from './nativeTransaction.ts';

/** A local account of viem whose transactions are native ones. Its `publicKey` is the key's 64 bytes x‖y. */
export type XaiAccount = LocalAccount<'xai'>;

/** What viem hands over to be signed, by the fields that matter here; `kind` where the narrowest is not wanted. */
interface Request {
  readonly kind?: NativeKind;
  readonly chainId?: number;
  readonly nonce?: number;
  readonly gas?: bigint;
  readonly gasPrice?: bigint;
  readonly maxFeePerGas?: bigint;
  readonly maxPriorityFeePerGas?: bigint;
  readonly to?: Hex | null;
  readonly value?: bigint;
  readonly data?: Hex;
}

/** Fields of Ethereum transactions that the envelope has no place for. */
const UNSIGNED = ['accessList', 'authorizationList', 'blobs', 'blobVersionedHashes'] as const;

/**
 * The account of a 32-byte private key on XAI, for `createWalletClient`: what it sends, deploys and writes travels in the
 * native envelope. Its address is not the one that the same key has in Ethereum wallets. It signs transactions only:
 * verifiers of messages know no such address.
 */
export function privateKeyToXaiAccount(
  privateKey: Hex,
  { nonceManager }: { readonly nonceManager?: NonceManager } = {},
): XaiAccount {
  const publicKey = slice(privateKeyToAccount(privateKey).publicKey, 1);
  const account = toAccount({
    address: checksumAddress(slice(sha256(publicKey), 0, 20)),
    nonceManager,
    async signTransaction(request) {
      const transaction = nativeTransaction(request as Request);
      const signature = await sign({ hash: nativeSigningHash(transaction, publicKey), privateKey });
      return serializeNative(transaction, publicKey, signature);
    },
    signMessage: () => refuse('messages'),
    signTypedData: () => refuse('typed data'),
  });
  return { ...account, publicKey, source: 'xai' };
}

function nativeTransaction(request: Request): NativeTransaction {
  const unsigned = UNSIGNED.find((field) => ((request as Record<string, unknown[]>)[field]?.length ?? 0) > 0);
  if (unsigned !== undefined) throw new BaseError(`A native transaction has no ${unsigned}.`);
  const { chainId, nonce, gas, gasPrice, to, value, data } = request;
  const { maxFeePerGas = gasPrice, maxPriorityFeePerGas = gasPrice ?? 0n } = request;
  if (chainId === undefined || nonce === undefined || gas === undefined || maxFeePerGas === undefined)
    throw new BaseError('A native transaction needs chainId, nonce, gas and maxFeePerGas.');
  const kind = request.kind ?? kindOf(to, data);
  return { kind, chainId, nonce, maxPriorityFeePerGas, maxFeePerGas, gas, to: to ?? undefined, value, data };
}

function refuse(what: string): Promise<never> {
  return Promise.reject(new BaseError(`An XAI account signs transactions, no ${what}.`));
}
