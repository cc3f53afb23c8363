import { defineChain } from 'viem';

const nativeCurrency = { name: 'XAI', symbol: 'XAI', decimals: 18 };
/** Where a node on the same machine listens; the networks have no public address of their own. */
const rpcUrls = { default: { http: ['http://127.0.0.1:8545'], webSocket: ['ws://127.0.0.1:8545'] } };

/** The main network, as its preset defines it. */
export const xaiMainnet = defineChain({ id: 22593, name: 'XAI', nativeCurrency, rpcUrls });

/** The test network, as its preset defines it. */
export const xaiTestnet = defineChain({
  id: 43981,
  name: 'XAI testnet',
  nativeCurrency,
  rpcUrls,
  testnet: true,
});
