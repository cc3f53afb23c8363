/*
 * Longer than a file here usually is: it is one table, every flag of anvil that has the same notion here.
 */
import { MODULE_PRESETS } from '../../modules/genesis/presets.ts';
import { HOOKED_MODULES } from '../../modules/genesis/table.ts';
import { FORKS, type ForkName } from '../../vm/rules/forks.ts';
import { COINS, choice, list, quantity, SECONDS, SWITCH, text, whole } from './kinds.ts';
import { type CommandName, optional, settled } from './option.ts';

const DEV: readonly CommandName[] = ['dev'];
const ACCOUNTS = 'Accounts:';
const CHAIN = 'Chain:';
const BLOCKS = 'Block making:';
const STATE = 'State files:';
const LENIENCE = 'Leniences:';
const DISPLAY = 'Display:';
const COMPATIBLE = 'Taken for compatibility with anvil, without effect:';

/** The DAO's fork is one of mainnet's balances, and blocks of Amsterdam are not executed. */
const FORK_NAMES = FORKS.map((fork) => fork.name).filter(
  (name) => name !== 'daoFork' && name !== 'amsterdam',
);
/** Other tools' names of forks. */
const FORK_SYNONYMS: Readonly<Record<string, ForkName>> = {
  latest: 'osaka',
  paris: 'merge',
  tangerine: 'tangerineWhistle',
  eip150: 'tangerineWhistle',
  spurious: 'spuriousDragon',
  eip158: 'spuriousDragon',
};

/** The mnemonic that Foundry and Hardhat share; its keys are public. */
export const DEV_MNEMONIC = 'test test test test test test test test test test test junk';

/** Settings of dev mode: anvil's flags by anvil's names. */
export const DEV_OPTIONS = {
  accounts: settled(10, {
    kind: whole('number', 0, 10_000),
    help: 'accounts with funds and keys',
    group: ACCOUNTS,
    commands: DEV,
    short: 'a',
  }),
  balance: settled(10_000n * 10n ** 18n, {
    kind: COINS,
    help: 'what each of them has',
    group: ACCOUNTS,
    commands: DEV,
    fallbackText: '10000',
  }),
  mnemonic: optional({
    kind: text('phrase'),
    help: `BIP-39 phrase that the keys come from (default: "${DEV_MNEMONIC}")`,
    group: ACCOUNTS,
    commands: DEV,
    short: 'm',
  }),
  mnemonicRandom: optional({
    kind: choice('words', ['12', '15', '18', '21', '24']),
    help: 'a new phrase of this many words (default 12)',
    group: ACCOUNTS,
    commands: DEV,
    bare: '12',
  }),
  mnemonicSeedUnsafe: optional({
    kind: text('seed'),
    help: 'a phrase made from this text: anybody who knows it has the keys',
    group: ACCOUNTS,
    commands: DEV,
    aliases: ['mnemonic-seed'],
  }),
  derivationPath: settled("m/44'/60'/0'/0/", {
    kind: text('path'),
    help: 'BIP-32 path of the accounts; their number is added to it',
    group: ACCOUNTS,
    commands: DEV,
  }),
  autoImpersonate: settled(false, {
    kind: SWITCH,
    help: 'send from any address without its key',
    group: ACCOUNTS,
    commands: DEV,
    aliases: ['auto-unlock'],
  }),

  chainId: optional({
    kind: quantity('number'),
    help: 'chain id (default: 31337, or what the genesis file says)',
    group: CHAIN,
    commands: DEV,
  }),
  hardfork: settled('osaka', {
    kind: choice('name', FORK_NAMES, FORK_SYNONYMS),
    help: 'rules of the chain from its genesis on, such as osaka, prague, cancun, shanghai, paris, london',
    group: CHAIN,
    commands: DEV,
  }),
  timestamp: optional({
    kind: quantity('seconds'),
    help: 'time of the genesis block (default: now)',
    group: CHAIN,
    commands: DEV,
  }),
  baseFee: optional({
    kind: quantity('wei', 128),
    help: 'base fee of the first block (default: 1 gwei)',
    group: CHAIN,
    commands: DEV,
    aliases: ['block-base-fee-per-gas'],
  }),
  codeSizeLimit: optional({
    kind: whole('bytes', 1, 0x7fffffff),
    help: 'largest deployed code (default: 24576)',
    group: CHAIN,
    commands: DEV,
  }),
  disableCodeSizeLimit: settled(false, {
    kind: SWITCH,
    help: 'no limit on the size of deployed code',
    group: CHAIN,
    commands: DEV,
  }),
  disableDefaultCreate2Deployer: settled(false, {
    kind: SWITCH,
    help: 'do not place the CREATE2 deployer, Multicall3 and CreateX at genesis',
    group: CHAIN,
    commands: DEV,
    aliases: ['no-create2'],
  }),
  modules: settled('dev', {
    kind: choice('preset', [...MODULE_PRESETS, 'none']),
    help: "numbers that XAI's modules start with; none: no modules",
    group: CHAIN,
    commands: DEV,
  }),
  moduleHooks: optional({
    kind: list(choice('module', HOOKED_MODULES)),
    help: 'modules whose hooks the protocol calls from block 1 on',
    group: CHAIN,
    commands: DEV,
  }),

  mixedMining: settled(false, {
    kind: SWITCH,
    help: 'with --block-time: make a block for each transaction as well',
    group: BLOCKS,
    commands: DEV,
  }),
  order: settled('fees', {
    kind: choice('order', ['fees', 'fifo']),
    help: 'transactions of a block by tip, or in the order they came',
    group: BLOCKS,
    commands: DEV,
  }),
  gasPrice: optional({
    kind: quantity('wei', 128),
    help: 'tip suggested to begin with (default: 1 gwei); before London also the least gas price taken',
    group: BLOCKS,
    commands: DEV,
  }),
  maxTransactions: optional({
    kind: whole('number', 1, 1_000_000),
    help: 'transactions in one block',
    group: BLOCKS,
    commands: DEV,
  }),
  slotsInAnEpoch: settled(32, {
    kind: whole('blocks', 1, 1_000_000),
    help: 'blocks after which one is called safe; twice as many, and it is called finalized',
    group: BLOCKS,
    commands: DEV,
  }),

  state: optional({
    kind: text('file'),
    help: 'load the state from this file if it is there, and write it back on exit',
    group: STATE,
    commands: DEV,
  }),
  loadState: optional({
    kind: text('file'),
    help: 'begin with the state in this file, written by --dump-state or by anvil',
    group: STATE,
    commands: DEV,
  }),
  dumpState: optional({
    kind: text('file'),
    help: 'write the state to this file on exit (to state.json in it, if it is a directory)',
    group: STATE,
    commands: DEV,
  }),
  stateInterval: optional({
    kind: SECONDS,
    help: 'write the state every so many seconds as well',
    group: STATE,
    commands: DEV,
    short: 's',
  }),

  disableBlockGasLimit: settled(false, {
    kind: SWITCH,
    help: 'blocks without a bound on gas: theirs is 2^53 - 1',
    group: LENIENCE,
    commands: DEV,
  }),
  disableMinPriorityFee: settled(false, {
    kind: SWITCH,
    help: 'suggest a tip of zero where no transaction has paid one',
    group: LENIENCE,
    commands: DEV,
    aliases: ['no-priority-fee'],
  }),
  enableTxGasLimit: settled(false, {
    kind: SWITCH,
    help: "hold transactions to Osaka's limit of 16,777,216 gas",
    group: LENIENCE,
    commands: DEV,
    aliases: ['tx-gas-limit'],
  }),
  throwOnFailure: settled(false, {
    kind: SWITCH,
    help: "answer a transaction that fails in the block made for it with its revert (it is mined all the same), as Hardhat's node does",
    group: LENIENCE,
    commands: DEV,
  }),

  silent: settled(false, {
    kind: SWITCH,
    help: 'print nothing but errors',
    group: DISPLAY,
    commands: DEV,
    short: 'q',
    aliases: ['quiet'],
  }),
  verbose: settled(false, {
    kind: SWITCH,
    help: 'the same as --log-level debug: every request with its time',
    group: DISPLAY,
    commands: DEV,
    short: 'v',
    aliases: ['verbosity'],
  }),
  json: settled(false, {
    kind: SWITCH,
    help: 'the same as --log-format json',
    group: DISPLAY,
    commands: DEV,
  }),
  disableConsoleLog: settled(false, {
    kind: SWITCH,
    help: 'do not print the console.log lines of contracts',
    group: DISPLAY,
    commands: DEV,
    aliases: ['no-console-log'],
  }),
  configOut: optional({
    kind: text('file'),
    help: 'write accounts, keys and settings to this file as JSON',
    group: DISPLAY,
    commands: DEV,
  }),
  color: settled('auto', {
    kind: choice('when', ['auto', 'always', 'never']),
    help: 'colours in the output',
    group: DISPLAY,
    commands: DEV,
  }),

  stepsTracing: settled(false, {
    kind: SWITCH,
    help: 'every transaction can be traced without it',
    group: COMPATIBLE,
    commands: DEV,
    aliases: ['tracing'],
  }),
  preserveHistoricalStates: settled(false, {
    kind: SWITCH,
    help: 'every past state is kept without it',
    group: COMPATIBLE,
    commands: DEV,
  }),
  pruneHistory: optional({
    kind: whole('states', 0, Number.MAX_SAFE_INTEGER),
    help: 'history is on disk and takes no memory',
    group: COMPATIBLE,
    commands: DEV,
    bare: '0',
  }),
  transactionBlockKeeper: optional({
    kind: whole('blocks', 0, Number.MAX_SAFE_INTEGER),
    help: 'blocks are on disk and take no memory',
    group: COMPATIBLE,
    commands: DEV,
  }),
  maxPersistedStates: optional({
    kind: whole('states', 0, Number.MAX_SAFE_INTEGER),
    help: 'every state is on disk',
    group: COMPATIBLE,
    commands: DEV,
  }),
  memoryLimit: optional({
    kind: quantity('bytes'),
    help: 'gas bounds the memory of a call',
    group: COMPATIBLE,
    commands: DEV,
  }),
  threads: optional({
    kind: whole('number', 0, 1024),
    help: 'one thread makes blocks',
    group: COMPATIBLE,
    commands: DEV,
    short: 'j',
    aliases: ['jobs'],
  }),
  cachePath: optional({
    kind: text('path'),
    help: 'there is no cache of states',
    group: COMPATIBLE,
    commands: DEV,
  }),
} as const;
