import { createPublicClient, createWalletClient, formatEther, http, parseEther, webSocket } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { foundry } from 'viem/chains';

const url = process.env.XAI_RPC_URL ?? 'http://127.0.0.1:8545';
// The second account of the development chain. Everybody knows its key.
const account = privateKeyToAccount('0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d');
const to = '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC';

const reader = createPublicClient({ chain: foundry, transport: webSocket(url.replace(/^http/, 'ws')) });
const wallet = createWalletClient({ account, chain: foundry, transport: http(url) });

const seen = new Promise<string>((resolve) => {
  const stop = reader.watchBlocks({
    includeTransactions: true,
    onBlock({ number, transactions }) {
      const mine = transactions.find(({ from }) => from === account.address.toLowerCase());
      if (mine === undefined) return;
      stop();
      resolve(`block ${number}: ${formatEther(mine.value)} XAI to ${mine.to}`);
    },
  });
});
// The subscription begins before the transaction is sent.
await reader.getBlockNumber();

const hash = await wallet.sendTransaction({ to, value: parseEther('1.5') });
const { status, gasUsed } = await reader.waitForTransactionReceipt({ hash });
console.log(await seen);
console.log(`${status}, ${gasUsed} gas`);
(await reader.transport.getRpcClient()).close();
