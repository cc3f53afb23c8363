import type { RlpInput } from '../rlp/encode.ts';
import type { AccessListEntry, Authorization, EthereumType } from './transaction.ts';

/** What an Ethereum transaction says, before it is signed. A `Transaction` of one of these types is one too. */
export interface TransactionFields {
  readonly type: EthereumType;
  /** undefined: a legacy transaction without replay protection */
  readonly chainId: bigint | undefined;
  readonly nonce: bigint;
  readonly gasLimit: bigint;
  /** wei per gas: gasPrice of types 0 and 1 */
  readonly maxFeePerGas: bigint;
  /** wei per gas: equal to maxFeePerGas for types 0 and 1 */
  readonly maxPriorityFeePerGas: bigint;
  readonly to: Uint8Array | undefined;
  readonly value: bigint;
  readonly data: Uint8Array;
  readonly accessList: readonly AccessListEntry[];
  readonly maxFeePerBlobGas?: bigint | undefined;
  readonly blobHashes?: readonly Uint8Array[] | undefined;
  readonly authorizations?: readonly Authorization[] | undefined;
}

const NO_RECIPIENT = new Uint8Array(0);

/**
 * The fields in the order of their type's RLP list, without the signature: EIP-2718 types 1 (EIP-2930), 2 (EIP-1559),
 * 3 (EIP-4844) and 4 (EIP-7702), and the legacy list of the yellow paper, 4.3.
 */
export function fieldItems(tx: TransactionFields): RlpInput[] {
  const to = tx.to ?? NO_RECIPIENT;
  const chainId = tx.chainId ?? 0n;
  if (tx.type === 0) return [tx.nonce, tx.maxFeePerGas, tx.gasLimit, to, tx.value, tx.data];
  const accessList = tx.accessList.map(({ address, storageKeys }) => [address, storageKeys]);
  if (tx.type === 1) {
    return [chainId, tx.nonce, tx.maxFeePerGas, tx.gasLimit, to, tx.value, tx.data, accessList];
  }
  const items: RlpInput[] = [
    chainId,
    tx.nonce,
    tx.maxPriorityFeePerGas,
    tx.maxFeePerGas,
    tx.gasLimit,
    to,
    tx.value,
    tx.data,
    accessList,
  ];
  if (tx.type === 3) items.push(tx.maxFeePerBlobGas ?? 0n, tx.blobHashes ?? []);
  if (tx.type === 4) items.push((tx.authorizations ?? []).map(authorizationItems));
  return items;
}

function authorizationItems(authorization: Authorization): RlpInput[] {
  const { chainId, address, nonce, yParity, r, s } = authorization;
  return [chainId, address, nonce, yParity, r, s];
}
