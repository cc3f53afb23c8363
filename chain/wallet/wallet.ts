import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import { secp256k1 } from '../../vm/secp256k1.ts';
import type { TransactionFields } from '../transaction/fields.ts';
import { addressOfKey, type Signer, signTransactionAs } from '../transaction/sign.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { UnknownAccountError } from './errors.ts';

/** A transaction with every field decided but its signature. */
export interface UnsignedTransaction extends TransactionFields {
  /** 20 bytes */
  readonly from: Uint8Array;
}

/** The keys that this node signs with. */
export interface Wallet {
  /** 20 bytes each, in the order of the keys */
  accounts(): readonly Uint8Array[];
  /** Whether it has the key of this account. */
  has(address: Uint8Array): boolean;
  /** Signs the request as it is. Throws UnknownAccountError. */
  signTransaction(request: UnsignedTransaction): Transaction;
  /** 65 bytes r‖s‖v of a 32-byte digest, v 27 or 28. Throws UnknownAccountError. */
  signDigest(address: Uint8Array, digest: Uint8Array): Uint8Array;
}

/** What `v` begins at in a signature of its own (yellow paper, appendix F). */
const V_OFFSET = 27;

/** A wallet of these private keys, 32 bytes each. */
export function createWallet(privateKeys: readonly Uint8Array[]): Wallet {
  const signers = new Map<BytesKey, Signer>();
  const addresses = privateKeys.map((privateKey) => {
    const address = addressOfKey(privateKey);
    signers.set(toKey(address), { privateKey, address });
    return address;
  });
  const signerOf = (address: Uint8Array): Signer => {
    const signer = signers.get(toKey(address));
    if (signer === undefined) throw new UnknownAccountError(address);
    return signer;
  };
  return {
    accounts: () => addresses,
    has: (address) => signers.has(toKey(address)),
    signTransaction: (request) => signTransactionAs(signerOf(request.from), request),
    signDigest(address, digest) {
      const { signature, recid } = secp256k1().ecdsaSign(digest, signerOf(address).privateKey);
      const signed = new Uint8Array(65);
      signed.set(signature);
      signed[64] = V_OFFSET + recid;
      return signed;
    },
  };
}
