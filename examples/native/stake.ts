import { createPublicClient, createTestClient, createWalletClient, http, parseEther } from 'viem';
import { generatePrivateKey } from 'viem/accounts';
import { foundry } from 'viem/chains';
import { moduleAbis, privateKeyToXaiAccount, toXaiAddress, xaiActions } from 'xai-viem';

const transport = http(process.env.XAI_RPC_URL ?? 'http://127.0.0.1:8545');
const chain = { ...foundry, nativeCurrency: { name: 'XAI', symbol: 'XAI', decimals: 18 } };
const reader = createPublicClient({ chain, transport, pollingInterval: 100 }).extend(xaiActions);

const account = privateKeyToXaiAccount(generatePrivateKey());
const wallet = createWalletClient({ account, chain, transport });
console.log(`a new account: ${toXaiAddress(account.address, 'testnet')}`);
// Only a development chain gives XAI away.
await createTestClient({ mode: 'anvil', chain, transport }).setBalance({
  address: account.address,
  value: parseEther('100'),
});

const staking = '0x5841490000000000000000000000000000000003';
const hashes = [
  await wallet.sendTransaction({ to: '0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC', value: parseEther('1') }),
  await wallet.writeContract({ address: staking, abi: moduleAbis.staking, functionName: 'lock', value: 5n }),
];
for (const hash of hashes) {
  await reader.waitForTransactionReceipt({ hash });
  const seen = await reader.xai.getTransaction(hash);
  console.log(`${seen?.tx_type}: ${seen?.amount} to ${seen?.recipient}`);
}
