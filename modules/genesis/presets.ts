/** The names of the documented sets of numbers that governance starts with. */
export const MODULE_PRESETS = ['dev', 'testnet', 'mainnet'] as const;

/** A set of values that a genesis may name. */
export type ModulePreset = (typeof MODULE_PRESETS)[number];

/** What governance starts with; every number of it can be changed by a vote. Times are in seconds, shares in basis points. */
export interface PresetValues {
  /** from a proposal to the first vote; the snapshot is taken at its end */
  readonly votingDelay: bigint;
  readonly votingPeriod: bigint;
  /** wei of votes that a proposer needs */
  readonly proposalThreshold: bigint;
  /** votes for and abstentions that a proposal needs, of all votes */
  readonly quorum: number;
  /** the least time to vote after a quorum is reached */
  readonly lateQuorumExtension: bigint;
  /** the most that one voter counts, of all votes */
  readonly voteCap: number;
  /** within which a proposal that succeeded is queued, else it expires */
  readonly queuePeriod: bigint;
  readonly timelockDelay: bigint;
  /** within which a proposal whose timelock has run out is executed, else it expires */
  readonly gracePeriod: bigint;
  /** within which an executed proposal can be rolled back */
  readonly rollbackWindow: bigint;
  /** from unlock to claim */
  readonly unlockDelay: bigint;
  /** addresses */
  readonly auditors: readonly string[];
  /** attestations that code needs; 0: none */
  readonly auditThreshold: bigint;
  /** consecutive faults of a hook that suspend its module */
  readonly faultLimit: number;
  /** the most gas that a module may declare for a hook */
  readonly hookGasLimit: bigint;
  /** from scheduling a fork to its first block */
  readonly forkLead: bigint;
  /** within which the treasury's signers may spend up to its limit */
  readonly treasuryPeriod: bigint;
  /** blocks */
  readonly feeEpoch: bigint;
  /** the least time in which a rollup's commitment can be challenged */
  readonly rollupWindow: bigint;
  /** may pause withdrawals and the bridge until holders decide; the zero address: nobody */
  readonly guardian: string;
}

const XAI = 10n ** 18n;
const HOUR = 3_600n;
const DAY = 24n * HOUR;

/** Accounts 7, 8 and 9 of the mnemonic that every development node knows: anybody has their keys. */
const DEV_AUDITORS = [
  '0x14dc79964da2c08b23698b3d3cc7ca32193d9955',
  '0x23618e81e3f5cdf7f54c3d65f7fbc0abf5b21e8f',
  '0xa0ee7a142d267c1f36714e4a8f75612f20a79720',
];

/** Account 0 of the same mnemonic. */
const DEV_GUARDIAN = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const NOBODY = '0x0000000000000000000000000000000000000000';

/** The numbers of each preset. */
export const PRESET_VALUES: Readonly<Record<ModulePreset, PresetValues>> = {
  dev: {
    votingDelay: 1n,
    votingPeriod: 60n,
    proposalThreshold: 0n,
    quorum: 400,
    lateQuorumExtension: 5n,
    voteCap: 10_000,
    queuePeriod: HOUR,
    timelockDelay: 5n,
    gracePeriod: HOUR,
    rollbackWindow: HOUR,
    unlockDelay: 10n,
    auditors: DEV_AUDITORS,
    auditThreshold: 2n,
    faultLimit: 3,
    hookGasLimit: 5_000_000n,
    forkLead: 2n,
    treasuryPeriod: DAY,
    feeEpoch: 10n,
    rollupWindow: 10n,
    guardian: DEV_GUARDIAN,
  },
  testnet: {
    votingDelay: HOUR,
    votingPeriod: DAY,
    proposalThreshold: 100n * XAI,
    quorum: 400,
    lateQuorumExtension: 6n * HOUR,
    voteCap: 2_500,
    queuePeriod: 2n * DAY,
    timelockDelay: 6n * HOUR,
    gracePeriod: 3n * DAY,
    rollbackWindow: 3n * DAY,
    unlockDelay: DAY,
    auditors: [],
    auditThreshold: 1n,
    faultLimit: 5,
    hookGasLimit: 5_000_000n,
    forkLead: DAY,
    treasuryPeriod: 7n * DAY,
    feeEpoch: 100n,
    rollupWindow: HOUR,
    guardian: NOBODY,
  },
  mainnet: {
    votingDelay: DAY,
    votingPeriod: 7n * DAY,
    proposalThreshold: 10_000n * XAI,
    quorum: 1_000,
    lateQuorumExtension: 2n * DAY,
    voteCap: 1_000,
    queuePeriod: 14n * DAY,
    timelockDelay: 2n * DAY,
    gracePeriod: 14n * DAY,
    rollbackWindow: 14n * DAY,
    unlockDelay: 14n * DAY,
    auditors: [],
    auditThreshold: 2n,
    faultLimit: 5,
    hookGasLimit: 5_000_000n,
    forkLead: 14n * DAY,
    treasuryPeriod: 30n * DAY,
    feeEpoch: 720n,
    rollupWindow: 7n * DAY,
    guardian: NOBODY,
  },
};

/** True for the name of a preset. */
export function isModulePreset(name: string): name is ModulePreset {
  return (MODULE_PRESETS as readonly string[]).includes(name);
}
