import { join } from 'node:path';
import { DEFAULT_TIP_OPTIONS } from '../../chain/fees/gasPrice.ts';
import { presetByName } from '../../chain/genesis/presets.ts';
import { DEFAULT_POOL_OPTIONS } from '../../chain/pool/options.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { loggedActivity } from '../activity/logged.ts';
import type { CliCommand } from '../cli/command.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import { keptStates } from '../config/pruning.ts';
import { type ListenOptions, listenOptions, rpcOptions } from '../config/rpcSettings.ts';
import { jwtSecret } from '../jwtSecret.ts';
import type { Logger } from '../logger.ts';
import { openNode } from '../node.ts';
import type { EngineOptions, NodeOptions } from '../nodeOptions.ts';
import { endStart } from '../startPace.ts';
import { CLIENT_VERSION, VERSION } from '../version.ts';
import { chosenGenesis, requiredDataDir } from './chainChoice.ts';
import { loggerOf, loggerOptions } from './logging.ts';
import { logStrayErrors } from './strayErrors.ts';
import { untilStopped } from './untilStopped.ts';

/** Milliseconds between blocks where neither a flag nor a preset says. */
const BLOCK_TIME = 2000;

/** `xai start`: a persistent chain and the making of its blocks. */
export const startCommand: CliCommand = {
  name: 'start',
  summary: 'run a persistent chain and make its blocks',
  description: `Runs the chain of a data directory, makes a block every so often, and answers JSON-RPC over HTTP and WebSocket on one
port. Each block is on disk before anybody hears of it: the process may be killed at any moment.
The directory is initialised by "xai init", or here by --network or --genesis when it is empty.`,
  examples: [
    ['xai start --data-dir ./data', 'carry on where the chain stopped'],
    [
      'xai start --data-dir ./data --network xai-testnet --holders holders.json',
      'a built-in chain, initialised when needed',
    ],
    [
      'xai start --data-dir ./data --block-time 2 --fee-recipient 0x70997970C51812dc3A010C7d01b50e0d17dc79C8',
      '',
    ],
    [
      'xai start --data-dir ./data --host 0.0.0.0 --allowed-hosts rpc.example',
      'reachable from other machines',
    ],
    ['xai start --data-dir ./data --api eth,net,web3 --no-ws', 'fewer methods, HTTP alone'],
    ['xai start --data-dir ./data --no-mining', 'serve an imported chain as it is'],
    ['xai start --data-dir ./data --prune full', 'the states of old blocks are forgotten as the chain grows'],
    [
      'xai start --data-dir ./copy --genesis genesis.json --follow http://10.0.0.5:8545',
      'follow another node',
    ],
  ],

  async run(settings) {
    const logger = loggerOf(settings);
    logStrayErrors(logger);
    const node = await openNode(nodeOptions(settings, logger));
    try {
      const { chain } = node.context;
      const { header, hash } = chain.head();
      logger.info(
        {
          chainId: chain.config.chainId.toString(),
          genesis: toHex(chain.genesis().hash),
          head: header.number.toString(),
          hash: toHex(hash),
          dataDir: settings.dataDir,
          url: node.server.url,
          engine: node.engineServer?.url,
          metrics: node.metricsServer?.url,
        },
        'listening',
      );
      endStart();
      await untilStopped();
      logger.info('stopping');
      return 0;
    } finally {
      await node.close();
    }
  },
};

function nodeOptions(settings: Settings, logger: Logger): NodeOptions {
  const preset = settings.network === undefined ? undefined : presetByName(settings.network);
  const driven = settings.enginePort !== undefined;
  const follows = settings.follow.length > 0;
  if (follows && (driven || settings.blockTime !== undefined)) {
    throw new ConfigError(
      'conflict',
      '--follow takes blocks from other nodes: give it without --engine-port and --block-time',
    );
  }
  const presetTime = preset === undefined ? BLOCK_TIME : Number(preset.blockTime) * 1000;
  if (settings.noMining && settings.blockTime !== undefined) {
    throw new ConfigError('conflict', 'give --no-mining or --block-time, not both');
  }
  return {
    dataDir: requiredDataDir(settings),
    genesis: chosenGenesis(settings),
    genesisMustMatch: true,
    keepStates: keptStates(settings),
    listen: { ...listenOptions(settings, 'chain'), ...authOptions(settings) },
    rpc: rpcOptions(settings, CLIENT_VERSION),
    mining: {
      mode:
        driven || follows || settings.noMining
          ? { kind: 'manual' }
          : { kind: 'interval', milliseconds: settings.blockTime ?? presetTime },
      feeRecipient: settings.feeRecipient,
      gasLimit: settings.gasLimit,
      extraData: new TextEncoder().encode(`xai/v${VERSION}`),
      order: 'fees',
      maxTransactions: undefined,
    },
    pool: {
      ...DEFAULT_POOL_OPTIONS,
      minTip: settings.minTip,
      pendingSlots: settings.poolSlots,
      queuedSlots: settings.poolQueue,
      accountSlots: settings.poolAccountSlots,
      accountQueue: settings.poolAccountQueue,
    },
    // A follower too: it may be the producer when it is started again, and has been one perhaps.
    poolJournal: settings.noPoolJournal
      ? undefined
      : { file: join(requiredDataDir(settings), 'pool.journal'), sync: settings.poolJournalSync },
    tips: DEFAULT_TIP_OPTIONS,
    // With one producer, what it has announced is on disk: nothing is ever taken back.
    finality: driven || follows ? undefined : { safe: 0n, finalized: 0n },
    engine: engineOptions(settings),
    dev: undefined,
    follow: settings.follow,
    readers: readersOf(settings),
    followSecret: settings.jwtSecret === undefined ? undefined : secretOf(settings),
    metrics: settings.metrics,
    otelEndpoint: settings.otelEndpoint,
    execution: { engine: settings.engine, compile: settings.engineCompile },
    activity: loggedActivity(logger),
    logger,
  };
}

function readersOf(settings: Settings): NodeOptions['readers'] {
  const { rpcWorkers: count } = settings;
  if (count === 0) return undefined;
  if (process.platform !== 'linux') {
    throw new ConfigError(
      'unsupported',
      '--rpc-workers: only Linux divides the connections to a port between the processes that listen on it',
    );
  }
  return { count, log: loggerOptions(settings) };
}

function engineOptions(settings: Settings): EngineOptions | undefined {
  const { enginePort: port, engineHost: host } = settings;
  return port === undefined ? undefined : { port, host, jwtSecret: secretOf(settings) };
}

/** Who may ask over the open port. */
function authOptions(settings: Settings): Pick<ListenOptions, 'auth' | 'jwtSecret'> {
  return settings.auth === undefined ? {} : { auth: settings.auth, jwtSecret: secretOf(settings) };
}

function secretOf(settings: Settings): Uint8Array {
  return jwtSecret(settings.jwtSecret ?? join(requiredDataDir(settings), 'jwt.hex'));
}
