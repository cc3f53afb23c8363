import { asciiWord } from '../encoding/word.ts';
import type { PresetValues } from './presets.ts';

/** wei */
const XAI = 10n ** 18n;

/** A module that genesis places. */
export interface ModuleRow {
  /** its id in the registry, as text */
  readonly id: string;
  /** name of the contract in modules/contracts */
  readonly contract: string;
  /** last byte of its proxy's and of its implementation's address */
  readonly number: number;
  /** Arguments of its `initialize`; undefined for the registry, which is initialized last. */
  readonly initialize: ((values: PresetValues, active: readonly string[]) => readonly unknown[]) | undefined;
}

/** Values that the protocol has where nothing was voted: Ethereum's own. */
const PROTOCOL_DEFAULTS: Readonly<Record<string, bigint>> = {
  blockGasLimit: 0n,
  elasticity: 2n,
  baseFeeDenominator: 8n,
  minimumBaseFee: 0n,
  baseFeeToTreasury: 0n,
  feeRedistribution: 0n,
  'feature.vm': 1n,
  'feature.wasm': 1n,
  'fork.shanghai': 0n,
  'fork.cancun': 0n,
  'fork.prague': 0n,
  'fork.osaka': 0n,
  'fork.bpo1': 0n,
  'fork.bpo2': 0n,
  'fork.bpo3': 0n,
  'fork.bpo4': 0n,
  'fork.bpo5': 0n,
};

/** Every module of genesis in the order of the addresses. A new one is a row here and a contract of that name. */
export const MODULES: readonly ModuleRow[] = [
  { id: 'moduleRegistry', contract: 'ModuleRegistry', number: 0x01, initialize: undefined },
  {
    id: 'protocolParameters',
    contract: 'ProtocolParameters',
    number: 0x02,
    initialize: ({ forkLead }, active) => {
      // The distributor has nothing to distribute unless the protocol gives it the fees.
      const isShared = active.includes('feeDistributor');
      const values = { ...PROTOCOL_DEFAULTS, feeRedistribution: isShared ? 1n : 0n };
      return [Object.keys(values).map(asciiWord), Object.values(values), isShared ? 1n : 0n, forkLead];
    },
  },
  { id: 'staking', contract: 'Staking', number: 0x03, initialize: ({ unlockDelay }) => [unlockDelay] },
  {
    id: 'governor',
    contract: 'XaiGovernor',
    number: 0x04,
    initialize: (values) => [
      Number(values.votingDelay),
      Number(values.votingPeriod),
      values.proposalThreshold,
      Number(values.lateQuorumExtension),
      {
        quorum: values.quorum,
        voteCap: values.voteCap,
        queuePeriod: Number(values.queuePeriod),
        gracePeriod: Number(values.gracePeriod),
        rollbackWindow: Number(values.rollbackWindow),
      },
    ],
  },
  { id: 'timelock', contract: 'Timelock', number: 0x05, initialize: ({ timelockDelay }) => [timelockDelay] },
  {
    id: 'treasury',
    contract: 'Treasury',
    number: 0x06,
    initialize: ({ treasuryPeriod }) => [1_000n * XAI, 10_000n * XAI, treasuryPeriod, [], 0n],
  },
  {
    id: 'withdrawalGuard',
    contract: 'WithdrawalGuard',
    number: 0x07,
    initialize: ({ guardian }) => [5_000n * XAI, 1_000n * XAI, 3_600n, guardian],
  },
  {
    id: 'feeDistributor',
    contract: 'FeeDistributor',
    number: 0x08,
    initialize: ({ feeEpoch }) => [5_000n, 0n, feeEpoch],
  },
  { id: 'ruleEngine', contract: 'RuleEngine', number: 0x09, initialize: () => [] },
  {
    id: 'auditorRegistry',
    contract: 'AuditorRegistry',
    number: 0x0a,
    initialize: ({ auditors, auditThreshold }) => [auditors, auditThreshold],
  },
  {
    id: 'bridgeEscrow',
    contract: 'BridgeEscrow',
    number: 0x0b,
    initialize: ({ guardian }) => [10_000n * XAI, 50_000n * XAI, 86_400n, [], 0n, guardian],
  },
  {
    id: 'rollupAnchor',
    contract: 'RollupAnchor',
    number: 0x0c,
    initialize: ({ rollupWindow }) => [rollupWindow],
  },
];

/** Ids of the modules that have hooks: whoever makes a genesis may switch them on. */
export const HOOKED_MODULES = ['withdrawalGuard', 'feeDistributor', 'ruleEngine'] as const;

const PREFIX = '0x584149';

/** Where a module's proxy stands, as 0x hex. */
export function proxyAddress({ number }: Pick<ModuleRow, 'number'>): string {
  return `${PREFIX}${number.toString(16).padStart(34, '0')}`;
}

/** Where the implementation stands that genesis gives a module, as 0x hex. */
export function implementationAddress({ number }: Pick<ModuleRow, 'number'>): string {
  return `${PREFIX}${(0x100 + number).toString(16).padStart(34, '0')}`;
}
