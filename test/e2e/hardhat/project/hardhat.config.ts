import toolbox from '@nomicfoundation/hardhat-toolbox-viem';
import { defineConfig } from 'hardhat/config';

// The tests name the repository's npm solc: a file that is no native program is taken as solcjs, and nothing is downloaded.
const compiler = process.env.XAI_SOLC;

export default defineConfig({
  plugins: [toolbox],
  solidity: {
    version: '0.8.37',
    path: compiler,
    settings: { evmVersion: 'cancun', optimizer: { enabled: true } },
  },
  networks: { xai: { type: 'http', chainType: 'l1', url: process.env.XAI_URL ?? 'http://127.0.0.1:8545' } },
});
