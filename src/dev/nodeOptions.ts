import { DEFAULT_TIP_OPTIONS } from '../../chain/fees/gasPrice.ts';
import { DEV_POOL_OPTIONS } from '../../chain/pool/options.ts';
import { forkOrder } from '../../vm/rules/forks.ts';
import type { Activity } from '../activity/activity.ts';
import type { Settings } from '../config/options.ts';
import { listenOptions, rpcOptions } from '../config/rpcSettings.ts';
import type { Logger } from '../logger.ts';
import type { MiningMode, NodeOptions } from '../nodeOptions.ts';
import { DEV_CLIENT_VERSION } from '../version.ts';
import type { DevAccounts } from './accounts.ts';
import { genesisOf } from './genesis.ts';

/** The node that the settings of `xai dev` describe. */
export function devNodeOptions(
  settings: Settings,
  {
    keys,
    activity,
    logger,
  }: { readonly keys: DevAccounts; readonly activity: Activity; readonly logger: Logger },
): NodeOptions {
  const epoch = BigInt(settings.slotsInAnEpoch);
  return {
    dataDir: settings.dataDir,
    genesis: genesisOf(settings, keys.accounts),
    genesisMustMatch: false,
    listen: listenOptions(settings, 'dev'),
    rpc: rpcOptions(settings, DEV_CLIENT_VERSION),
    mining: {
      mode: miningMode(settings),
      feeRecipient: settings.feeRecipient,
      gasLimit: undefined,
      extraData: new Uint8Array(0),
      order: settings.order,
      maxTransactions: settings.maxTransactions,
    },
    pool: { ...DEV_POOL_OPTIONS, minTip: leastGasPrice(settings) },
    tips: { ...DEFAULT_TIP_OPTIONS, initial: initialTip(settings) },
    finality: { safe: epoch, finalized: 2n * epoch },
    engine: undefined,
    follow: [],
    metrics: settings.metrics,
    otelEndpoint: settings.otelEndpoint,
    execution: { engine: settings.engine, compile: settings.engineCompile },
    dev: {
      privateKeys: keys.accounts.map(({ privateKey }) => privateKey),
      autoImpersonate: settings.autoImpersonate,
      traceContracts: !settings.disableConsoleLog,
    },
    activity,
    logger,
  };
}

/** wei per gas: --gas-price is a bound before London only, where no base fee is one. */
function leastGasPrice({ gasPrice = 0n, hardfork }: Settings): bigint {
  return forkOrder(hardfork) < forkOrder('london') ? gasPrice : 0n;
}

/** wei per gas: what is suggested while no block says otherwise. */
function initialTip({ gasPrice, disableMinPriorityFee }: Settings): bigint {
  if (disableMinPriorityFee) return 0n;
  return gasPrice ?? DEFAULT_TIP_OPTIONS.initial;
}

function miningMode({ noMining, mixedMining, blockTime }: Settings): MiningMode {
  if (noMining) return { kind: 'manual' };
  if (blockTime === undefined) return { kind: 'instant' };
  return { kind: mixedMining ? 'mixed' : 'interval', milliseconds: blockTime };
}
