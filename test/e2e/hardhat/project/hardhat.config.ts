import { fileURLToPath } from 'node:url';
import toolbox from '@nomicfoundation/hardhat-toolbox-viem';
import { defineConfig } from 'hardhat/config';

// The compiler is the repository's npm solc: a file that is no native program is taken as solcjs, and nothing is
// downloaded.
const compiler = fileURLToPath(new URL('../../../../node_modules/solc/soljson.js', import.meta.url));

export default defineConfig({
  plugins: [toolbox],
  solidity: {
    version: '0.8.37',
    path: compiler,
    settings: { evmVersion: 'cancun', optimizer: { enabled: true } },
  },
  networks: { xai: { type: 'http', chainType: 'l1', url: process.env.XAI_URL ?? 'http://127.0.0.1:8545' } },
});
