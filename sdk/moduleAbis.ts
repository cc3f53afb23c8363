import { anchorReleaseHookAbi } from '../modules/abi/anchorReleaseHook.ts';
import { auditorRegistryAbi } from '../modules/abi/auditorRegistry.ts';
import { bridgeEscrowAbi } from '../modules/abi/bridgeEscrow.ts';
import { feeDistributorAbi } from '../modules/abi/feeDistributor.ts';
import { moduleRegistryAbi } from '../modules/abi/moduleRegistry.ts';
import { protocolParametersAbi } from '../modules/abi/protocolParameters.ts';
import { rollupAnchorAbi } from '../modules/abi/rollupAnchor.ts';
import { ruleEngineAbi } from '../modules/abi/ruleEngine.ts';
import { stakingAbi } from '../modules/abi/staking.ts';
import { timelockAbi } from '../modules/abi/timelock.ts';
import { treasuryAbi } from '../modules/abi/treasury.ts';
import { withdrawalGuardAbi } from '../modules/abi/withdrawalGuard.ts';
import { xaiGovernorAbi } from '../modules/abi/xaiGovernor.ts';
import { xaiProxyAbi } from '../modules/abi/xaiProxy.ts';

/** The ABIs of the chain's own modules, as constants: viem derives the types of every call from them. */
export const moduleAbis = {
  anchorReleaseHook: anchorReleaseHookAbi,
  auditorRegistry: auditorRegistryAbi,
  bridgeEscrow: bridgeEscrowAbi,
  feeDistributor: feeDistributorAbi,
  moduleRegistry: moduleRegistryAbi,
  protocolParameters: protocolParametersAbi,
  rollupAnchor: rollupAnchorAbi,
  ruleEngine: ruleEngineAbi,
  staking: stakingAbi,
  timelock: timelockAbi,
  treasury: treasuryAbi,
  withdrawalGuard: withdrawalGuardAbi,
  xaiGovernor: xaiGovernorAbi,
  xaiProxy: xaiProxyAbi,
} as const;
