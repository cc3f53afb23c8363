/** A node whose chain has four blocks: the deployment of Probe and three calls that each emit one event. */
import type { Address } from 'viem';
import { launchDev, type RunningNode } from '../launch.ts';
import { type Clients, connect, deploy } from './clients.ts';

/** The node, clients on it, and where Probe is. */
export interface KnownChain {
  readonly node: RunningNode;
  readonly clients: Clients;
  readonly probe: Address;
  close(): Promise<void>;
}

/** Starts the node and makes its four blocks: count stands at 7, 8, 10 and 13 after them. */
export async function knownChain(): Promise<KnownChain> {
  const node = await launchDev();
  const clients = connect(node);
  const { address, abi } = await deploy(clients, 'Probe', [7n], 5n);
  for (const [number, text] of [
    [1n, 'one'],
    [2n, 'two'],
    [3n, 'three'],
  ] as const) {
    const hash = await clients.wallet.writeContract({
      address,
      abi,
      functionName: 'note',
      args: [number, text],
    });
    await clients.reader.waitForTransactionReceipt({ hash });
  }
  return {
    node,
    clients,
    probe: address,
    async close() {
      await clients.close();
      await node.stop();
    },
  };
}
