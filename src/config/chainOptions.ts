import { COMPILE_MODES } from '../../vm/wasm/compiler/compilable.ts';
import { EXECUTION_ENGINES } from '../executionEngine.ts';
import { ADDRESS, choice, list, quantity, SECONDS, SWITCH, text, URL_TEXT, whole } from './kinds.ts';
import { optional, settled } from './option.ts';
import { DEFAULT_KEPT, LEAST_KEPT, PRUNE_MODES } from './pruning.ts';

const CHAIN = 'Chain:';
const BLOCKS = 'Block making:';
const RANGE = 'Range:';

/** Settings of the chain itself and of the making of its blocks. */
export const CHAIN_OPTIONS = {
  network: optional({
    kind: choice('name', ['xai-mainnet', 'xai-testnet']),
    help: 'a built-in chain: xai-mainnet (22593) or xai-testnet (43981)',
    group: CHAIN,
    commands: ['init', 'start'],
  }),
  genesis: optional({
    kind: text('file'),
    help: "genesis.json in geth's format",
    group: CHAIN,
    commands: ['init', 'start', 'dev'],
    aliases: ['init'],
  }),
  holders: optional({
    kind: text('file'),
    help: 'who holds and watches a built-in chain at its beginning: JSON, the same on every node',
    group: CHAIN,
    commands: ['init', 'start'],
  }),
  blockTime: optional({
    kind: SECONDS,
    help: 'seconds between blocks; dev makes one per transaction without it, start one every 2 s',
    group: BLOCKS,
    commands: ['dev', 'start'],
    short: 'b',
    aliases: ['blockTime'],
  }),
  noMining: settled(false, {
    kind: SWITCH,
    help: 'make no blocks by itself: dev makes one when evm_mine asks for it, start only serves the chain',
    group: BLOCKS,
    commands: ['dev', 'start'],
    aliases: ['no-mine'],
  }),
  follow: settled<readonly string[]>([], {
    kind: list(URL_TEXT),
    help: 'take blocks from these nodes, the first that answers, checking everything; transactions are handed on to them',
    group: BLOCKS,
    commands: ['start'],
    fallbackText: 'none: blocks are made here',
  }),
  feeRecipient: settled(new Uint8Array(20), {
    kind: ADDRESS,
    help: 'address that the tips of the blocks made here go to',
    group: BLOCKS,
    commands: ['dev', 'start'],
    fallbackText: 'the zero address',
  }),
  gasLimit: optional({
    kind: quantity('gas'),
    help: 'gas limit of blocks; the chain moves there by 1/1024 a block, dev begins with it',
    group: BLOCKS,
    commands: ['dev', 'start'],
  }),
  prune: optional({
    kind: choice('mode', PRUNE_MODES),
    help: 'archive keeps the state of every block, full those of the last --prune-blocks; blocks, receipts and logs are always kept (default: archive)',
    group: CHAIN,
    commands: ['start', 'import'],
  }),
  pruneBlocks: optional({
    kind: whole('blocks', LEAST_KEPT, Number.MAX_SAFE_INTEGER),
    help: `blocks before the head whose states are kept (default: ${DEFAULT_KEPT}); means --prune full`,
    group: CHAIN,
    commands: ['start', 'import', 'db prune'],
  }),
  engine: settled(EXECUTION_ENGINES[0], {
    kind: choice('name', EXECUTION_ENGINES),
    help: 'what executes transactions: wasm (WebAssembly made by this program), or reference (@ethereumjs/evm), slower',
    group: CHAIN,
    commands: ['dev', 'start', 'import'],
  }),
  engineCompile: settled(COMPILE_MODES[0], {
    kind: choice('when', COMPILE_MODES),
    help: 'which contracts the wasm engine compiles: auto (busy ones, in a thread of their own), off (none), or always (each before it runs, for tests)',
    group: CHAIN,
    commands: ['dev', 'start', 'import'],
  }),
  first: optional({
    kind: quantity('block'),
    help: 'first block (default: 0)',
    group: RANGE,
    commands: ['export', 'db verify'],
  }),
  last: optional({
    kind: quantity('block'),
    help: 'last block (default: the head)',
    group: RANGE,
    commands: ['export', 'db verify'],
  }),
} as const;
