/** viem's three clients on one node, over HTTP and over WebSocket. */
import { afterAll, beforeAll } from 'bun:test';
import {
  type Abi,
  type Address,
  createPublicClient,
  createTestClient,
  createWalletClient,
  type Hex,
  http,
  type TransactionReceipt,
  webSocket,
} from 'viem';
import { foundry } from 'viem/chains';
import { devAccount } from '../accounts.ts';
import { artefact } from '../contracts/compile.ts';
import { launchDev, type RunningNode } from '../launch.ts';

/** The first dev account, which sends unless a test says otherwise. */
export const sender = devAccount(0);

/** The second one. */
export const receiver = devAccount(1);

/** Clients of every kind; `close` ends the WebSocket. */
export function connect(node: RunningNode) {
  const chain = {
    ...foundry,
    contracts: { multicall3: { address: '0xcA11bde05977b3631167028862bE2a173976CA11' as Address } },
  };
  const options = { chain, pollingInterval: 50, cacheTime: 0 } as const;
  const transport = http(node.url, { retryCount: 0 });
  // No reconnection: a socket the node closes is a failure of the test, not something to hide.
  const socketTransport = webSocket(node.webSocketUrl, {
    retryCount: 0,
    reconnect: false,
    keepAlive: false,
  });
  const socket = createPublicClient({ ...options, transport: socketTransport });
  return {
    chain,
    reader: createPublicClient({ ...options, transport }),
    wallet: createWalletClient({ ...options, transport, account: sender }),
    /** Signs nothing itself: eth_sendTransaction for the node's own accounts. */
    nodeWallet: createWalletClient({ ...options, transport, account: sender.address }),
    test: createTestClient({ ...options, mode: 'anvil', transport }),
    hardhatTest: createTestClient({ ...options, mode: 'hardhat', transport }),
    socket,
    socketWallet: createWalletClient({ ...options, transport: socketTransport, account: sender }),
    async close() {
      (await socket.transport.getRpcClient()).close();
    },
  };
}

/** What connect returns. */
export type Clients = ReturnType<typeof connect>;

/** A development node with clients on it. */
export interface NodeWithClients {
  readonly node: RunningNode;
  readonly clients: Clients;
  receiptOf(hash: Hex): Promise<TransactionReceipt>;
}

/** The node and clients of one test file: there from before its first test until after its last. */
export function launchForFile(): NodeWithClients {
  let parts: { readonly node: RunningNode; readonly clients: Clients } | undefined;
  const started = () => {
    if (parts === undefined) throw new Error('the node has not started');
    return parts;
  };
  beforeAll(async () => {
    const node = await launchDev();
    parts = { node, clients: connect(node) };
  });
  afterAll(async () => {
    await parts?.clients.close();
    await parts?.node.stop();
  });
  return {
    get node() {
      return started().node;
    },
    get clients() {
      return started().clients;
    },
    receiptOf: (hash) => started().clients.reader.waitForTransactionReceipt({ hash }),
  };
}

/** Deploys a contract of test/e2e/contracts; its address. */
export async function deploy(
  clients: Clients,
  name: string,
  args: readonly unknown[] = [],
  value = 0n,
): Promise<{ address: Address; abi: Abi; hash: Hex }> {
  const { abi, bytecode } = artefact(name);
  const hash = await clients.wallet.deployContract({ abi, bytecode, args: [...args], value });
  const receipt = await clients.reader.waitForTransactionReceipt({ hash });
  if (!receipt.contractAddress) throw new Error(`${name} was not deployed`);
  return { address: receipt.contractAddress, abi, hash };
}
