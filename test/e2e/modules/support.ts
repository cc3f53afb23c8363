/** What the tests of the modules share: a chain with hooks, its actors, and forge in a folder of its own. */
import { join } from 'node:path';
import { type Abi, createPublicClient, createTestClient, type Hex, http, walletActions } from 'viem';
import { hardhat } from 'viem/chains';
import { predeployAlloc, SYSTEM_CONTRACTS } from '../../../chain/genesis/predeploys.ts';
import { auditorRegistryAbi } from '../../../modules/abi/auditorRegistry.ts';
import { bridgeEscrowAbi } from '../../../modules/abi/bridgeEscrow.ts';
import { feeDistributorAbi } from '../../../modules/abi/feeDistributor.ts';
import { moduleRegistryAbi } from '../../../modules/abi/moduleRegistry.ts';
import { protocolParametersAbi } from '../../../modules/abi/protocolParameters.ts';
import { rollupAnchorAbi } from '../../../modules/abi/rollupAnchor.ts';
import { stakingAbi } from '../../../modules/abi/staking.ts';
import { timelockAbi } from '../../../modules/abi/timelock.ts';
import { treasuryAbi } from '../../../modules/abi/treasury.ts';
import { withdrawalGuardAbi } from '../../../modules/abi/withdrawalGuard.ts';
import { xaiGovernorAbi } from '../../../modules/abi/xaiGovernor.ts';
import { PRAGUE_FROM_GENESIS } from '../../support/forkConfig.ts';
import { devAccount } from '../accounts.ts';
import { type Ended, toolPath } from '../foundry/tools.ts';
import { request } from '../launch.ts';

const at = (number: string): Hex => `0x58414900000000000000000000000000000000${number}`;

/** Where the modules stand, with their ABIs. */
export const MODULES = {
  registry: { address: at('01'), abi: moduleRegistryAbi },
  parameters: { address: at('02'), abi: protocolParametersAbi },
  staking: { address: at('03'), abi: stakingAbi },
  governor: { address: at('04'), abi: xaiGovernorAbi },
  timelock: { address: at('05'), abi: timelockAbi },
  treasury: { address: at('06'), abi: treasuryAbi },
  guard: { address: at('07'), abi: withdrawalGuardAbi },
  fees: { address: at('08'), abi: feeDistributorAbi },
  auditors: { address: at('0a'), abi: auditorRegistryAbi },
  bridge: { address: at('0b'), abi: bridgeEscrowAbi },
  anchor: { address: at('0c'), abi: rollupAnchorAbi },
} as const satisfies Record<string, { address: Hex; abi: Abi }>;

/** A genesis file with the modules of a development chain, the hooks of two of them on, and ten rich accounts. */
export const GENESIS = {
  config: {
    chainId: 31337,
    ...PRAGUE_FROM_GENESIS,
    xai: { modules: 'dev', active: ['withdrawalGuard', 'feeDistributor'] },
  },
  gasLimit: '0x1c9c380',
  difficulty: '0x0',
  timestamp: '0x65f5e100',
  alloc: {
    ...Object.fromEntries(
      Array.from({ length: 10 }, (_, index) => [
        devAccount(index).address,
        { balance: '0xd3c21bcecceda1000000' },
      ]),
    ),
    ...predeployAlloc(SYSTEM_CONTRACTS),
  },
};

/** viem's clients of a node. */
export function clientsOf(url: string) {
  const chain = hardhat;
  const transport = http(url);
  return {
    reader: createPublicClient({ chain, transport, pollingInterval: 50 }),
    writer: createTestClient({ mode: 'anvil', chain, transport }).extend(walletActions),
  };
}

/** Lets seconds of chain time pass, in a block. */
export async function pass(url: string, seconds: number): Promise<void> {
  await request(url, 'evm_increaseTime', seconds);
  await request(url, 'evm_mine');
}

/** Runs forge in a project's folder; its artefacts stay there. */
export async function forge(folder: string, args: readonly string[], out?: string): Promise<Ended> {
  const child = Bun.spawn([toolPath('forge'), ...args], {
    cwd: folder,
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    env: {
      ...process.env,
      BUN: process.execPath,
      NO_COLOR: '1',
      FOUNDRY_DISABLE_NIGHTLY_WARNING: '1',
      FOUNDRY_LINT_LINT_ON_BUILD: 'false',
      ...(out && { FOUNDRY_OUT: join(out, 'out'), FOUNDRY_CACHE_PATH: join(out, 'cache') }),
    },
  });
  const [printed, error] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  return { code: await child.exited, out: printed, error };
}
