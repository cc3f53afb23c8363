import type { Abi, Hex } from 'viem';
import type { SignedKind } from '../../chain/transaction/native/kinds.ts';
import { describeRevert } from '../../rpc/contracts/decode.ts';
import { type RpcClient, RpcClientError } from '../client/rpcClient.ts';
import { ContractToolError } from './errors.ts';

/** A transaction as JSON-RPC takes it, with nothing left open. */
export interface TransactionFields {
  readonly from: Hex;
  /** undefined: makes a contract */
  readonly to: Hex | undefined;
  readonly data: Hex;
  readonly value: Hex;
  readonly gas: Hex;
  readonly nonce: Hex;
  /** before London; the other two from London on */
  readonly gasPrice?: Hex;
  readonly maxFeePerGas?: Hex;
  readonly maxPriorityFeePerGas?: Hex;
}

/** A transaction with what it is expected to take. Amounts in wei. */
export interface PlannedTransaction {
  readonly request: TransactionFields;
  readonly chainId: bigint;
  readonly estimate: bigint;
  readonly gasLimit: bigint;
  /** of one gas, in the next block */
  readonly price: bigint;
  /** of one gas, at most */
  readonly highestPrice: bigint;
}

/** Who pays for and signs a transaction. */
export interface Sender {
  readonly address: Hex;
  /** The kind that a call is sent as; undefined: as a transaction of Ethereum. Throws DecodeError where the kind is not the call's. */
  readonly kindOf?: (call: { readonly to: Hex | undefined; readonly data: Hex }) => SignedKind;
  /** Hands the transaction to the node and resolves to its hash. */
  send(client: RpcClient, planned: PlannedTransaction): Promise<Hex>;
}

const hex = (value: bigint): Hex => `0x${value.toString(16)}`;

/** Gas that is offered beyond the estimate, in hundredths: the state may be another when the transaction runs. */
const MARGIN = 120n;

/** Tries a transaction on the node and decides gas, fees and nonce. Throws ContractToolError with the reason where it would revert. */
export async function planTransaction(
  client: RpcClient,
  call: {
    readonly from: Hex;
    readonly to: Hex | undefined;
    readonly data: Hex;
    readonly value: bigint;
    readonly gas: bigint | undefined;
  },
  abi: Abi,
): Promise<PlannedTransaction> {
  const { from, to, data, gas } = call;
  const value = hex(call.value);
  const estimate = BigInt(await tried(client, 'eth_estimateGas', { from, to, data, value }, abi));
  const gasLimit = gas ?? (estimate * MARGIN) / 100n;
  const chainId = BigInt(await client.call<Hex>('eth_chainId'));
  const nonce = await client.call<Hex>('eth_getTransactionCount', from, 'pending');
  const head = await client.call<{ baseFeePerGas?: Hex }>('eth_getBlockByNumber', 'latest', false);
  const base = { from, to, data, value, gas: hex(gasLimit), nonce };
  if (head.baseFeePerGas === undefined) {
    const gasPrice = await client.call<Hex>('eth_gasPrice');
    const price = BigInt(gasPrice);
    return { request: { ...base, gasPrice }, chainId, estimate, gasLimit, price, highestPrice: price };
  }
  const maxPriorityFeePerGas = await client.call<Hex>('eth_maxPriorityFeePerGas');
  const baseFee = BigInt(head.baseFeePerGas);
  // Room for the base fee to double while the transaction waits.
  const highestPrice = baseFee * 2n + BigInt(maxPriorityFeePerGas);
  const request = { ...base, maxFeePerGas: hex(highestPrice), maxPriorityFeePerGas };
  const price = baseFee + BigInt(maxPriorityFeePerGas);
  return { request, chainId, estimate, gasLimit, price, highestPrice };
}

/** eth_call or eth_estimateGas, with a revert told in the contract's words. Throws ContractToolError, RpcClientError. */
export async function tried(
  client: RpcClient,
  method: 'eth_call' | 'eth_estimateGas',
  call: object,
  abi: Abi,
  ...block: readonly string[]
): Promise<Hex> {
  try {
    return await client.call<Hex>(method, call, ...block);
  } catch (error) {
    if (!(error instanceof RpcClientError) || typeof error.data !== 'string') throw error;
    const reason = await describeRevert(abi, error.data as Hex);
    throw new ContractToolError('reverted', `it reverts: ${reason}`);
  }
}
