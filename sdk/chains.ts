import type { Chain } from 'viem';

const nativeCurrency = { name: 'XAI', symbol: 'XAI', decimals: 18 } as const;
/** Where a node on the same machine listens; the networks have no public address of their own. */
const rpcUrls = { default: { http: ['http://127.0.0.1:8545'], webSocket: ['ws://127.0.0.1:8545'] } } as const;

/** The main network, as its preset defines it. */
export const xaiMainnet = { id: 22593, name: 'XAI', nativeCurrency, rpcUrls } as const satisfies Chain;

/** The test network, as its preset defines it. */
export const xaiTestnet = {
  ...{ id: 43981, name: 'XAI testnet', nativeCurrency, rpcUrls },
  testnet: true,
} as const satisfies Chain;
