import { type Method, type Namespace, namespaceOf } from '../method.ts';
import { alchemyMethods } from './alchemy.ts';
import { debugAccessListMethods, ethAccessListMethods } from './blockAccessList.ts';
import { debugRawMethods } from './debug/raw.ts';
import { debugStateMethods } from './debug/state.ts';
import { debugSubscribeMethods } from './debug/subscribe.ts';
import { debugTraceMethods } from './debug/trace.ts';
import { devAccountMethods } from './dev/accounts.ts';
import { devErc20Methods } from './dev/erc20.ts';
import { devMiningMethods } from './dev/mining.ts';
import { devNextBlockMethods } from './dev/nextBlock.ts';
import { devNodeMethods } from './dev/node.ts';
import { devPoolMethods } from './dev/pool.ts';
import { devReorgMethods } from './dev/reorg.ts';
import { devSnapshotMethods } from './dev/snapshot.ts';
import { devStateMethods } from './dev/state.ts';
import { devTimeMethods } from './dev/time.ts';
import { engineMethods } from './engine/table.ts';
import { ethBlockMethods } from './eth/block.ts';
import { ethCallMethods } from './eth/call.ts';
import { ethConfigMethods } from './eth/config.ts';
import { ethFeeMethods } from './eth/fees.ts';
import { ethLogMethods } from './eth/logs.ts';
import { ethNodeMethods } from './eth/node.ts';
import { ethSendMethods } from './eth/send.ts';
import { ethSignMethods } from './eth/sign.ts';
import { ethSimulateMethods } from './eth/simulate.ts';
import { ethStateMethods } from './eth/state.ts';
import { ethSubscribeMethods } from './eth/subscribe.ts';
import { ethTransactionMethods } from './eth/transaction.ts';
import { netMethods } from './net.ts';
import { otsBlockMethods } from './ots/block.ts';
import { otsSearchMethods } from './ots/search.ts';
import { otsTransactionMethods } from './ots/transaction.ts';
import { personalMethods } from './personal.ts';
import { rpcMethods } from './rpc.ts';
import { testingMethods } from './testing.ts';
import { traceCallMethods } from './trace/call.ts';
import { traceFilterMethods } from './trace/filter.ts';
import { traceMinedMethods } from './trace/mined.ts';
import { traceReplayMethods } from './trace/replay.ts';
import { txpoolMethods } from './txpool.ts';
import { walletMethods } from './wallet.ts';
import { web3Methods } from './web3.ts';
import { xaiAnchorMethods } from './xai/anchors.ts';
import { xaiDecidedMethods } from './xai/decided.ts';
import { xaiFeeMethods } from './xai/feeBreakdown.ts';
import { xaiFollowingMethods } from './xai/following.ts';
import { xaiGovernanceMethods } from './xai/governance.ts';
import { xaiModuleMethods } from './xai/modules.ts';
import { xaiAddressMethods } from './xai/nativeAddress.ts';
import { xaiReadMethods } from './xai/nativeRead.ts';
import { xaiSendMethods } from './xai/nativeSend.ts';
import { xaiNodeStatusMethods } from './xai/nodeStatus.ts';
import { xaiRuleMethods } from './xai/rules.ts';
import { xaiSubscribeMethods } from './xai/subscribe.ts';
import { xaiTreasuryMethods } from './xai/treasury.ts';

/** Every family of methods but the one that tells of the others, in the order of docs/rpc.md. */
const FAMILIES: readonly (readonly Method[])[] = [
  ethNodeMethods,
  ethConfigMethods,
  ethBlockMethods,
  ethAccessListMethods,
  ethTransactionMethods,
  ethStateMethods,
  ethCallMethods,
  ethSimulateMethods,
  ethFeeMethods,
  ethSendMethods,
  ethSignMethods,
  ethLogMethods,
  ethSubscribeMethods,
  netMethods,
  web3Methods,
  txpoolMethods,
  xaiSendMethods,
  xaiReadMethods,
  xaiAddressMethods,
  xaiNodeStatusMethods,
  xaiFollowingMethods,
  xaiFeeMethods,
  xaiModuleMethods,
  xaiGovernanceMethods,
  xaiDecidedMethods,
  xaiSubscribeMethods,
  xaiTreasuryMethods,
  xaiAnchorMethods,
  xaiRuleMethods,
  debugRawMethods,
  debugAccessListMethods,
  debugTraceMethods,
  debugSubscribeMethods,
  debugStateMethods,
  traceMinedMethods,
  traceFilterMethods,
  traceReplayMethods,
  traceCallMethods,
  otsBlockMethods,
  otsTransactionMethods,
  otsSearchMethods,
  personalMethods,
  walletMethods,
  alchemyMethods,
  engineMethods,
  testingMethods,
  devMiningMethods,
  devTimeMethods,
  devNextBlockMethods,
  devSnapshotMethods,
  devReorgMethods,
  devStateMethods,
  devAccountMethods,
  devPoolMethods,
  devErc20Methods,
  devNodeMethods,
];

/** Namespaces that exist in dev mode only. */
const DEV_NAMESPACES: ReadonlySet<string> = new Set(['anvil', 'hardhat', 'evm']);

/** Namespaces that a port serves only when it names them: they need a key. */
const KEYED_NAMESPACES: ReadonlySet<string> = new Set(['engine']);

/** What decides which methods a node serves. */
export interface TableOptions {
  readonly dev: boolean;
  /** undefined: all */
  readonly namespaces?: readonly Namespace[] | undefined;
}

/** True for a method that only dev mode serves. */
export function isDevOnly(method: Method): boolean {
  return method.devOnly === true || DEV_NAMESPACES.has(namespaceOf(method.name));
}

/** The methods that a node serves. */
export function methodTable(options: TableOptions): readonly Method[] {
  const open = options.namespaces && new Set<string>(options.namespaces);
  const served: readonly Method[] = [...FAMILIES.flat(), ...rpcMethods(() => served)].filter((method) => {
    if (!options.dev && isDevOnly(method)) return false;
    const namespace = namespaceOf(method.name);
    return open === undefined ? !KEYED_NAMESPACES.has(namespace) : open.has(namespace);
  });
  return served;
}
