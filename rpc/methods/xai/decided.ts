import { auditorRegistryAbi } from '../../../modules/abi/auditorRegistry.ts';
import { moduleRegistryAbi } from '../../../modules/abi/moduleRegistry.ts';
import { protocolParametersAbi } from '../../../modules/abi/protocolParameters.ts';
import { stakingAbi } from '../../../modules/abi/staking.ts';
import { timelockAbi } from '../../../modules/abi/timelock.ts';
import { xaiGovernorAbi } from '../../../modules/abi/xaiGovernor.ts';
import { asciiWord, wordText } from '../../../modules/encoding/word.ts';
import { callBaseAt } from '../../blockTag.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Method, optional, required } from '../../method.ts';
import { moduleView } from '../../moduleView.ts';
import { BlockParameter } from '../../schema/block.ts';
import { FeatureFlags, GovernanceParametersResult, VotingPowerResult } from '../../schema/governance.ts';
import { Address } from '../../schema/scalar.ts';

const block = optional('block', BlockParameter, 'latest unless told');

/** xai_* about what holders have decided, and what they can decide with. */
export const xaiDecidedMethods: readonly Method[] = [
  {
    name: 'xai_votingPower',
    summary: 'The votes of an account, its own stake, whom it delegates to, and the stake of all.',
    params: [required('account', Address), block],
    result: VotingPowerResult,
    resultName: 'power',
    handler: async ([account, at], { calls, chain }) => {
      const staking = moduleView(stakingAbi, 0x03, { calls, base: callBaseAt(at, chain) });
      const who = account as `0x${string}`;
      return {
        votes: quantityHex(await staking.read('getVotes', who)),
        staked: quantityHex(await staking.read('balanceOf', who)),
        delegate: await staking.read('delegates', who),
        totalStaked: quantityHex(await staking.read('totalSupply')),
      };
    },
  },
  {
    name: 'xai_governanceParameters',
    summary:
      'Periods, thresholds and shares of governance (shares in basis points), and the parameters of the protocol.',
    params: [block],
    result: GovernanceParametersResult,
    resultName: 'parameters',
    handler: async ([at], { calls, chain }) => {
      const parts = { calls, base: callBaseAt(at, chain) };
      const registry = moduleView(moduleRegistryAbi, 0x01, parts);
      const protocol = moduleView(protocolParametersAbi, 0x02, parts);
      const staking = moduleView(stakingAbi, 0x03, parts);
      const governor = moduleView(xaiGovernorAbi, 0x04, parts);
      const timelock = moduleView(timelockAbi, 0x05, parts);
      const auditors = moduleView(auditorRegistryAbi, 0x0a, parts);
      const settings = await governor.read('xaiSettings');
      const [keys, values, pending, effective] = await protocol.read('all');
      return {
        votingDelay: quantityHex(await governor.read('votingDelay')),
        votingPeriod: quantityHex(await governor.read('votingPeriod')),
        proposalThreshold: quantityHex(await governor.read('proposalThreshold')),
        lateQuorumExtension: quantityHex(await governor.read('lateQuorumVoteExtension')),
        quorum: quantityHex(settings.quorum),
        voteCap: quantityHex(settings.voteCap),
        queuePeriod: quantityHex(settings.queuePeriod),
        gracePeriod: quantityHex(settings.gracePeriod),
        rollbackWindow: quantityHex(settings.rollbackWindow),
        timelockDelay: quantityHex(await timelock.read('getMinDelay')),
        unlockDelay: quantityHex(await staking.read('parameter', asciiWord('unlockDelay'))),
        auditThreshold: quantityHex(await auditors.read('parameter', asciiWord('threshold'))),
        auditors: await auditors.read('auditors'),
        faultLimit: quantityHex(await registry.read('faultLimit')),
        hookGasLimit: quantityHex(await registry.read('hookGasLimit')),
        protocol: keys.map((key, index) => {
          const from = effective[index] ?? 0n;
          return {
            key: wordText(key) ?? key,
            value: quantityHex(values[index] ?? 0n),
            pending: from === 0n ? null : quantityHex(pending[index] ?? 0n),
            effectiveBlock: from === 0n ? null : quantityHex(from),
          };
        }),
      };
    },
  },
  {
    name: 'xai_featureFlags',
    summary: 'Which features of the protocol are on, by name.',
    params: [block],
    result: FeatureFlags,
    resultName: 'flags',
    handler: async ([at], { calls, chain }) => {
      const protocol = moduleView(protocolParametersAbi, 0x02, { calls, base: callBaseAt(at, chain) });
      const [keys, values] = await protocol.read('all');
      const flags = keys.flatMap((key, index) => {
        const name = wordText(key);
        return name?.startsWith('feature.')
          ? [[name.slice('feature.'.length), values[index] === 1n] as const]
          : [];
      });
      return Object.fromEntries(flags);
    },
  },
];
