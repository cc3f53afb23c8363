import { type Method, type Namespace, namespaceOf, type Place, type ServedMethod } from '../method.ts';
import { alchemyMethods } from './alchemy.ts';
import { debugAccessListMethods, ethAccessListMethods } from './blockAccessList.ts';
import { debugRawMethods } from './debug/raw.ts';
import { debugStateMethods } from './debug/state.ts';
import { debugSubscribeMethods } from './debug/subscribe.ts';
import { debugTraceMethods } from './debug/trace.ts';
import { debugTraceCallManyMethods } from './debug/traceCallMany.ts';
import { debugWitnessMethods } from './debug/witness.ts';
import { devAccountMethods } from './dev/accounts.ts';
import { devBlobMethods } from './dev/blobs.ts';
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
import { ethCallBundleMethods } from './eth/callBundle.ts';
import { ethCallManyMethods } from './eth/callMany.ts';
import { ethConfigMethods } from './eth/config.ts';
import { ethFeeMethods } from './eth/fees.ts';
import { ethLogMethods } from './eth/logs.ts';
import { ethNodeMethods } from './eth/node.ts';
import { ethResendMethods } from './eth/resend.ts';
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
import { workersMethods } from './workers.ts';
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

/** Every family of methods but the one that tells of the others, with where it runs, in the order of docs/rpc.md. */
const FAMILIES: readonly (readonly [runs: Place, methods: readonly Method[]])[] = [
  ['reader', ethNodeMethods],
  ['reader', ethConfigMethods],
  ['reader', ethBlockMethods],
  ['reader', ethAccessListMethods],
  ['reader', ethTransactionMethods],
  ['reader', ethStateMethods],
  ['reader', ethCallMethods],
  ['reader', ethCallManyMethods],
  ['reader', ethCallBundleMethods],
  ['reader', ethSimulateMethods],
  ['reader', ethFeeMethods],
  ['writer', ethSendMethods],
  ['writer', ethResendMethods],
  ['writer', ethSignMethods],
  ['reader', ethLogMethods],
  ['reader', ethSubscribeMethods],
  ['reader', netMethods],
  ['reader', web3Methods],
  ['writer', txpoolMethods],
  ['writer', xaiSendMethods],
  ['reader', xaiReadMethods],
  ['reader', xaiAddressMethods],
  ['reader', xaiNodeStatusMethods],
  ['reader', xaiFollowingMethods],
  ['reader', xaiFeeMethods],
  ['reader', xaiModuleMethods],
  ['reader', xaiGovernanceMethods],
  ['reader', xaiDecidedMethods],
  ['reader', xaiSubscribeMethods],
  ['reader', xaiTreasuryMethods],
  ['reader', xaiAnchorMethods],
  ['reader', xaiRuleMethods],
  ['reader', debugRawMethods],
  ['reader', debugAccessListMethods],
  ['reader', debugTraceMethods],
  ['reader', debugTraceCallManyMethods],
  ['reader', debugSubscribeMethods],
  ['reader', debugStateMethods],
  ['reader', debugWitnessMethods],
  ['reader', traceMinedMethods],
  ['reader', traceFilterMethods],
  ['reader', traceReplayMethods],
  ['reader', traceCallMethods],
  ['reader', otsBlockMethods],
  ['reader', otsTransactionMethods],
  ['reader', otsSearchMethods],
  ['writer', personalMethods],
  ['reader', walletMethods],
  ['reader', alchemyMethods],
  ['writer', engineMethods],
  ['writer', testingMethods],
  ['writer', workersMethods],
  ['writer', devMiningMethods],
  ['writer', devTimeMethods],
  ['writer', devNextBlockMethods],
  ['writer', devSnapshotMethods],
  ['writer', devReorgMethods],
  ['writer', devStateMethods],
  ['writer', devAccountMethods],
  ['writer', devPoolMethods],
  ['writer', devBlobMethods],
  ['writer', devErc20Methods],
  ['writer', devNodeMethods],
];

/** Namespaces that exist in dev mode only. */
const DEV_NAMESPACES: ReadonlySet<string> = new Set(['anvil', 'hardhat', 'evm', 'tenderly']);

/** Namespaces that a port serves only when it names them: they need a key, or are the node's own. */
const KEYED_NAMESPACES: ReadonlySet<string> = new Set(['engine', 'workers']);

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
export function methodTable(options: TableOptions): readonly ServedMethod[] {
  const open = options.namespaces && new Set<string>(options.namespaces);
  const all = [
    ...FAMILIES.flatMap(([runs, methods]) => methods.map((method) => placed(method, runs))),
    ...rpcMethods(() => served).map((method) => placed(method, 'reader')),
  ];
  const served: readonly ServedMethod[] = all.filter((method) => {
    if (!options.dev && isDevOnly(method)) return false;
    const namespace = namespaceOf(method.name);
    return open === undefined ? !KEYED_NAMESPACES.has(namespace) : open.has(namespace);
  });
  return served;
}

function placed(method: Method, family: Place): ServedMethod {
  return { ...method, runs: method.runs ?? family };
}
