import {
  checksumAddress,
  concat,
  type Hex,
  isAddress,
  keccak256,
  numberToHex,
  sha256,
  slice,
  stringToHex,
  toRlp,
} from 'viem';
import { privateKeyToAccount, sign } from 'viem/accounts';

/** What a native transaction says; amounts in wei. `to` undefined makes a contract. */
export interface NativeTransaction {
  /** number of the kind, as `xai.transactionKinds()` lists them: 1 normal, 2 contract_deploy, 3 contract_call, … */
  readonly kind: number;
  readonly chainId: number;
  readonly nonce: number;
  readonly maxPriorityFeePerGas: bigint;
  readonly maxFeePerGas: bigint;
  readonly gas: bigint;
  readonly to?: Hex | undefined;
  readonly value?: bigint | undefined;
  readonly data?: Hex | undefined;
}

/** An account of native transactions. Its address is not the one that the same key has in Ethereum wallets. */
export interface NativeAccount {
  /** 20 bytes, as Ethereum tools write them */
  readonly address: Hex;
  /** 64 bytes x‖y */
  readonly publicKey: Hex;
  /** Signs an envelope 0x58 for `eth_sendRawTransaction`. */
  signTransaction(transaction: NativeTransaction): Promise<Hex>;
}

const DOMAIN = stringToHex('XAI native transaction 1');
const TYPE = '0x58';
/** RLP's zero has no bytes. */
const integer = (value: bigint): Hex => (value === 0n ? '0x' : evenHex(value));

/** The account of a 32-byte private key. */
export function nativeAccount(privateKey: Hex): NativeAccount {
  const publicKey = slice(privateKeyToAccount(privateKey).publicKey, 1);
  return {
    publicKey,
    address: checksumAddress(slice(sha256(publicKey), 0, 20)),
    async signTransaction(transaction) {
      const { to, value = 0n, data = '0x' } = transaction;
      if (to !== undefined && !isAddress(to)) throw new TypeError(`to: ${to} is no address`);
      const fields = [
        ...[transaction.kind, transaction.chainId, transaction.nonce].map((each) => integer(BigInt(each))),
        ...[transaction.maxPriorityFeePerGas, transaction.maxFeePerGas, transaction.gas].map(integer),
        to ?? '0x',
        integer(value),
        data,
        publicKey,
      ] as const;
      const { r, s } = await sign({ hash: keccak256(concat([DOMAIN, toRlp([...fields])])), privateKey });
      return concat([TYPE, toRlp([...fields, concat([word(r), word(s)])])]);
    },
  };
}

/** `XAI…` (of the main network) or `TXAI…` with the checksum of EIP-55: the same 20 bytes. */
export function toXaiAddress(address: Hex, network: 'mainnet' | 'testnet'): string {
  return `${network === 'mainnet' ? 'XAI' : 'TXAI'}${checksumAddress(address).slice(2)}`;
}

function word(value: Hex): Hex {
  return numberToHex(BigInt(value), { size: 32 });
}

function evenHex(value: bigint): Hex {
  const digits = value.toString(16);
  return `0x${digits.length % 2 === 1 ? '0' : ''}${digits}`;
}
