import { Contract, formatEther, JsonRpcProvider, parseEther, Wallet } from 'ethers';

const provider = new JsonRpcProvider(process.env.XAI_RPC_URL ?? 'http://127.0.0.1:8545');
// The third account of the development chain. Everybody knows its key.
const wallet = new Wallet('0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a', provider);

// A module of the chain is a contract at a fixed address: docs/architecture/MODULE_REGISTRY.md has them all.
const staking = new Contract(
  '0x5841490000000000000000000000000000000003',
  [
    'function lock() payable',
    'function getVotes(address account) view returns (uint256)',
    'event DelegateVotesChanged(address indexed delegate, uint256 previousVotes, uint256 newVotes)',
  ],
  wallet,
);

const sent = await staking.getFunction('lock')({ value: parseEther('10') });
const receipt = await sent.wait();
console.log(`staked in block ${receipt.blockNumber}, ${receipt.gasUsed} gas`);
console.log(`votes: ${formatEther(await staking.getFunction('getVotes')(wallet.address))}`);
const events = await staking.queryFilter('DelegateVotesChanged', receipt.blockNumber, receipt.blockNumber);
console.log(`events: ${events.length}`);
provider.destroy();
