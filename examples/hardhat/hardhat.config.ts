import { join } from 'node:path';
import toolbox from '@nomicfoundation/hardhat-toolbox-viem';
import { defineConfig } from 'hardhat/config';

export default defineConfig({
  plugins: [toolbox],
  // The compiler of the npm package: nothing but packages is downloaded.
  solidity: { version: '0.8.37', path: join(import.meta.dirname, 'node_modules/solc/soljson.js') },
  networks: {
    xai: { type: 'http', url: process.env.XAI_RPC_URL ?? 'http://127.0.0.1:8545', accounts: 'remote' },
  },
});
