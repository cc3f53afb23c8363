import { createConfig } from 'ponder';
import { parseAbi } from 'viem';

const { XAI_URL, XAI_SENDER, XAI_LOGGER, XAI_EVENT } = process.env as Record<string, `0x${string}`>;

export default createConfig({
  database: { kind: 'pglite', directory: process.env.XAI_DATABASE ?? '' },
  chains: { xai: { id: 31337, rpc: XAI_URL, pollingInterval: 100, disableCache: true } },
  accounts: {
    Sender: { chain: 'xai', address: XAI_SENDER, startBlock: 0, includeTransactionReceipts: true },
  },
  contracts: {
    Logger: {
      chain: 'xai',
      abi: parseAbi([XAI_EVENT as never]),
      address: XAI_LOGGER,
      startBlock: 0,
      includeTransactionReceipts: true,
    },
  },
});
