import type { Hex } from 'viem';
import type { RpcClient } from '../client/rpcClient.ts';
import { ModuleToolError } from './errors.ts';

/** What a sent transaction left. */
export interface SentTransaction {
  readonly hash: Hex;
  readonly contractAddress: Hex | null;
  readonly logs: readonly { readonly address: Hex; readonly topics: [Hex, ...Hex[]]; readonly data: Hex }[];
}

/** Milliseconds to wait for a block. */
const PATIENCE = 180_000;

/** Sends a transaction by an account that the node has the key of, and waits for its block. Throws ModuleToolError. */
export async function send(client: RpcClient, what: string, transaction: object): Promise<SentTransaction> {
  const hash = await client.call<Hex>('eth_sendTransaction', transaction);
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    const receipt = await client.call<(SentTransaction & { status: Hex }) | null>(
      'eth_getTransactionReceipt',
      hash,
    );
    if (receipt !== null) {
      if (receipt.status !== '0x1') throw new ModuleToolError('refused', `${what} reverted: ${hash}`);
      return { ...receipt, hash };
    }
    if (Date.now() > deadline) throw new ModuleToolError('refused', `${what} is in no block yet: ${hash}`);
    await Bun.sleep(200);
  }
}
