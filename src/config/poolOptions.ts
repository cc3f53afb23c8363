import { DEFAULT_POOL_OPTIONS } from '../../chain/pool/options.ts';
import { quantity, SWITCH, whole } from './kinds.ts';
import { type CommandName, settled } from './option.ts';

const COMMANDS: readonly CommandName[] = ['start'];
const GROUP = 'Transaction pool:';
const MOST_SLOTS = 10_000_000;

/** Settings of the pool of a real chain: its bounds, and what outlives the process. */
export const POOL_OPTIONS = {
  noPoolJournal: settled(false, {
    kind: SWITCH,
    help: 'forget waiting transactions when the process ends, instead of keeping them in pool.journal',
    group: GROUP,
    commands: COMMANDS,
  }),
  poolJournalSync: settled(false, {
    kind: SWITCH,
    help: 'wait for the disk before a transaction is acknowledged: it outlives a loss of power too',
    group: GROUP,
    commands: COMMANDS,
  }),
  poolSlots: settled(DEFAULT_POOL_OPTIONS.pendingSlots, {
    kind: whole('slots', 1, MOST_SLOTS),
    help: 'executable transactions that wait for a block, in slots of 32 KiB',
    group: GROUP,
    commands: COMMANDS,
  }),
  poolQueue: settled(DEFAULT_POOL_OPTIONS.queuedSlots, {
    kind: whole('slots', 1, MOST_SLOTS),
    help: 'transactions that wait for an earlier nonce, in slots of 32 KiB',
    group: GROUP,
    commands: COMMANDS,
  }),
  poolAccountSlots: settled(DEFAULT_POOL_OPTIONS.accountSlots, {
    kind: whole('slots', 1, MOST_SLOTS),
    help: 'executable transactions that an account keeps when the pool is full',
    group: GROUP,
    commands: COMMANDS,
  }),
  poolAccountQueue: settled(DEFAULT_POOL_OPTIONS.accountQueue, {
    kind: whole('transactions', 1, MOST_SLOTS),
    help: 'transactions of one account that wait for an earlier nonce',
    group: GROUP,
    commands: COMMANDS,
  }),
  minTip: settled(1n, {
    kind: quantity('wei', 128),
    help: 'least tip per gas that the pool takes',
    group: GROUP,
    commands: COMMANDS,
  }),
} as const;
