import { writeFileSync } from 'node:fs';
import { type Activity, SILENT_ACTIVITY } from '../activity/activity.ts';
import { standardOutput } from '../activity/lineWriter.ts';
import { loggedActivity } from '../activity/logged.ts';
import { plainActivity } from '../activity/plain.ts';
import type { CliCommand } from '../cli/command.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import { type DevAccounts, deriveAccounts } from '../dev/accounts.ts';
import { bannerText, configDocument, type DevFacts } from '../dev/banner.ts';
import { devNodeOptions } from '../dev/nodeOptions.ts';
import { keepStateFile, loadStateFile } from '../dev/stateFile.ts';
import type { Logger } from '../logger.ts';
import { type Node, openNode } from '../node.ts';
import { endStart } from '../startPace.ts';
import { loggerOf } from './logging.ts';
import { logStrayErrors } from './strayErrors.ts';
import { untilStopped } from './untilStopped.ts';

/** `xai dev`: a development chain on this machine. */
export const devCommand: CliCommand = {
  name: 'dev',
  summary: 'run a development chain, as anvil does',
  description: `Runs a development chain on this machine: funded accounts, a block for every transaction, anvil_*, hardhat_* and
evm_* methods, console.log lines and the reasons of reverts in its output. It takes anvil's flags by anvil's names.
Nothing is kept when it ends, unless --data-dir says where, or --state keeps the state in a file.`,
  examples: [
    ['xai dev', 'a block for each transaction, on 127.0.0.1:8545'],
    ['xai dev --port 9545 --block-time 2', 'a block every two seconds, on another port'],
    ['xai dev --no-mining', 'blocks only when evm_mine asks for them'],
    ['xai dev --data-dir ./dev', 'the chain is there again after a restart'],
    ['xai dev --state state.json', 'the state is loaded from and saved to a file'],
    ['xai dev --hardfork shanghai --chain-id 1337', 'older rules, another chain id'],
  ],
  refusesAnvilFlags: true,

  async run(settings) {
    checkCombinations(settings);
    const logger = loggerOf(settings);
    logStrayErrors(logger);
    const keys = deriveAccounts(settings);
    const node = await openNode(
      devNodeOptions(settings, { keys, activity: activityOf(settings, logger), logger }),
    );
    try {
      checkChainId(settings, node);
      if (node.dev !== undefined) await loadStateFile(settings, node.dev);
      const keeper = keepStateFile(settings, node.dev, logger);
      announce(settings, factsOf(settings, keys, node), logger);
      endStart();
      await untilStopped();
      await keeper.finish();
      return 0;
    } finally {
      await node.close();
    }
  },
};

function checkCombinations(settings: Settings): void {
  const { noMining, mixedMining, blockTime, state, loadState, dumpState, dataDir } = settings;
  const conflict = (text: string) => new ConfigError('conflict', text);
  if (noMining && blockTime !== undefined) throw conflict('give --no-mining or --block-time, not both');
  if (noMining && mixedMining) throw conflict('give --no-mining or --mixed-mining, not both');
  if (mixedMining && blockTime === undefined) throw conflict('--mixed-mining needs --block-time');
  if (state !== undefined && (loadState !== undefined || dumpState !== undefined)) {
    throw conflict('--state stands for both --load-state and --dump-state: give it alone');
  }
  if (dataDir !== undefined && (state !== undefined || loadState !== undefined)) {
    throw conflict('--data-dir keeps the chain already: a state file cannot be loaded over it');
  }
}

/** A chain that was kept has its own id. */
function checkChainId({ chainId, dataDir }: Settings, node: Node): void {
  const own = node.context.chain.config.chainId;
  if (chainId === undefined || chainId === own) return;
  throw new ConfigError('conflict', `--chain-id ${chainId}: the chain in ${dataDir} has the chain id ${own}`);
}

function activityOf(settings: Settings, logger: Logger): Activity {
  if (settings.silent) return SILENT_ACTIVITY;
  const structured = settings.json || settings.logFormat === 'json';
  return structured ? loggedActivity(logger) : plainActivity(standardOutput().write);
}

function factsOf(settings: Settings, keys: DevAccounts, node: Node): DevFacts {
  const { header } = node.context.chain.head();
  return {
    keys,
    balance: settings.balance,
    chainId: node.context.chain.config.chainId,
    baseFee: header.baseFeePerGas,
    gasLimit: header.gasLimit,
    gasPrice: node.context.fees.gasPrice(),
    genesisTimestamp: node.context.chain.genesis().header.timestamp,
    headNumber: header.number,
    dataDir: settings.dataDir,
    host: node.server.host,
    port: node.server.port,
    metricsUrl: node.metricsServer?.url,
  };
}

function announce(settings: Settings, facts: DevFacts, logger: Logger): void {
  if (settings.configOut !== undefined) {
    writeFileSync(settings.configOut, `${JSON.stringify(configDocument(facts), undefined, 2)}\n`);
  }
  if (settings.silent) return;
  if (settings.json || settings.logFormat === 'json') {
    const { host, port, chainId, headNumber, metricsUrl: metrics } = facts;
    logger.info({ host, port, chainId: `${chainId}`, head: `${headNumber}`, metrics }, 'listening');
  } else {
    process.stdout.write(bannerText(facts));
  }
}
