import { describe, expect, test } from 'bun:test';
import { namespaceOf } from '../../../rpc/method.ts';
import { methodTable } from '../../../rpc/methods/table.ts';

/** What every node has to serve: the standard methods and those that clients were seen to call. */
const EVERYWHERE = [
  'eth_accounts',
  'eth_blobBaseFee',
  'eth_blockNumber',
  'eth_call',
  'eth_chainId',
  'eth_networkId',
  'eth_coinbase',
  'eth_callBundle',
  'eth_callMany',
  'eth_createAccessList',
  'eth_estimateGas',
  'eth_feeHistory',
  'eth_gasPrice',
  'eth_maxPriorityFeePerGas',
  'eth_getBalance',
  'eth_getBlockByHash',
  'eth_getBlockByNumber',
  'eth_getBlockReceipts',
  'eth_getBlockTransactionCountByHash',
  'eth_getBlockTransactionCountByNumber',
  'eth_getCode',
  'eth_getFilterChanges',
  'eth_getFilterLogs',
  'eth_getLogs',
  'eth_getProof',
  'eth_getStorageAt',
  'eth_getTransactionByBlockHashAndIndex',
  'eth_getTransactionByBlockNumberAndIndex',
  'eth_getTransactionByHash',
  'eth_getTransactionCount',
  'eth_getTransactionReceipt',
  'eth_getUncleByBlockHashAndIndex',
  'eth_getUncleByBlockNumberAndIndex',
  'eth_getUncleCountByBlockHash',
  'eth_getUncleCountByBlockNumber',
  'eth_newBlockFilter',
  'eth_newFilter',
  'eth_newPendingTransactionFilter',
  'eth_uninstallFilter',
  'eth_resend',
  'eth_sendRawTransaction',
  'eth_sendRawTransactionSync',
  'eth_sendTransaction',
  'eth_sendTransactionSync',
  'eth_sign',
  'eth_signTransaction',
  'eth_signTypedData_v4',
  'eth_subscribe',
  'eth_unsubscribe',
  'eth_syncing',
  'eth_protocolVersion',
  'eth_getAccountInfo',
  'eth_getTransactionBySenderAndNonce',
  'eth_getRawTransactionByHash',
  'eth_getStorageValues',
  'eth_fillTransaction',
  'eth_requestAccounts',
  'eth_pendingTransactions',
  'eth_baseFee',
  'net_version',
  'net_listening',
  'net_peerCount',
  'web3_clientVersion',
  'web3_sha3',
  'rpc_modules',
  'rpc.discover',
  'txpool_content',
  'txpool_contentFrom',
  'txpool_inspect',
  'txpool_status',
  'personal_sign',
  'xai_sendTransaction',
  'xai_buildTransaction',
  'xai_getTransaction',
  'xai_getBlock',
  'xai_getReceipt',
  'xai_toEvmAddress',
  'xai_fromEvmAddress',
  'xai_validateAddress',
  'xai_transactionKinds',
  'alchemy_getTransactionReceipts',
  'wallet_getCapabilities',
  'wallet_getPermissions',
  'wallet_sendCalls',
  'debug_traceTransaction',
  'debug_traceCall',
  'debug_traceCallMany',
  'debug_traceBlockByNumber',
  'debug_traceBlockByHash',
  'debug_getRawBlock',
  'debug_getRawHeader',
  'debug_getRawReceipts',
  'debug_getRawTransaction',
  'debug_getRawTransactions',
  'debug_codeByHash',
  'debug_traceBadBlock',
  'debug_traceBlock',
  'debug_traceChain',
  'debug_subscribe',
  'debug_unsubscribe',
  'debug_storageRangeAt',
  'debug_accountRange',
  'debug_dumpBlock',
  'debug_intermediateRoots',
  'debug_getBadBlocks',
  'debug_getModifiedAccountsByNumber',
  'debug_getModifiedAccountsByHash',
  'trace_transaction',
  'trace_get',
  'trace_block',
  'trace_filter',
  'trace_call',
  'trace_callMany',
  'trace_rawTransaction',
  'trace_replayTransaction',
  'trace_replayBlockTransactions',
  'ots_getApiLevel',
  'ots_hasCode',
  'ots_traceTransaction',
  'ots_getInternalOperations',
  'ots_getTransactionError',
  'ots_getTransactionBySenderAndNonce',
  'ots_getContractCreator',
  'ots_getBlockDetails',
  'ots_getBlockDetailsByHash',
  'ots_getBlockTransactions',
  'ots_searchTransactionsBefore',
  'ots_searchTransactionsAfter',
];

/** What a development node has to serve beside them. */
const IN_DEV_MODE = [
  'eth_sendUnsignedTransaction',
  'evm_mine',
  'evm_increaseTime',
  'evm_setNextBlockTimestamp',
  'evm_setAutomine',
  'evm_setIntervalMining',
  'evm_snapshot',
  'evm_revert',
  'evm_setBlockGasLimit',
  'anvil_mine',
  'anvil_nodeInfo',
  'anvil_metadata',
  'anvil_getGenesisTime',
  'anvil_setBalance',
  'tenderly_setBalance',
  'tenderly_addBalance',
  'anvil_setCode',
  'anvil_setNonce',
  'anvil_setStorageAt',
  'anvil_impersonateAccount',
  'anvil_stopImpersonatingAccount',
  'anvil_impersonateSignature',
  'anvil_autoImpersonateAccount',
  'anvil_dropTransaction',
  'anvil_getBlobByHash',
  'anvil_getBlobsByTransactionHash',
  'anvil_setNextBlockBaseFeePerGas',
  'anvil_setMinGasPrice',
  'anvil_setCoinbase',
  'anvil_reset',
  'anvil_dumpState',
  'anvil_loadState',
  'anvil_rollback',
  'anvil_reorg',
  'anvil_setBlockTimestampInterval',
  'anvil_removeBlockTimestampInterval',
  'anvil_setRpcUrl',
  'hardhat_dropTransaction',
  'hardhat_getAutomine',
  'hardhat_impersonateAccount',
  'hardhat_stopImpersonatingAccount',
  'hardhat_metadata',
  'hardhat_mine',
  'hardhat_setBalance',
  'hardhat_setCode',
  'hardhat_setCoinbase',
  'hardhat_setLoggingEnabled',
  'hardhat_setNextBlockBaseFeePerGas',
  'hardhat_setNonce',
  'hardhat_setPrevRandao',
  'hardhat_setStorageAt',
  'hardhat_reset',
  'hardhat_dumpState',
  'hardhat_loadState',
  'hardhat_setMinGasPrice',
];

const names = (dev: boolean) => methodTable({ dev }).map(({ name }) => name);

describe('the method table', () => {
  test.each(EVERYWHERE)('%s is served everywhere', (name) => {
    expect(names(false)).toContain(name);
  });

  test.each(IN_DEV_MODE)('%s is served in dev mode only', (name) => {
    expect(names(true)).toContain(name);
    expect(names(false)).not.toContain(name);
  });

  test('no method is in it twice', () => {
    const all = names(true);
    expect(new Set(all).size).toBe(all.length);
  });

  test('outside dev mode nothing can change the chain by command', () => {
    const open = new Set(names(false).map(namespaceOf));
    for (const namespace of ['anvil', 'hardhat', 'evm', 'tenderly']) expect(open).not.toContain(namespace);
  });

  test('namespaces can be closed', () => {
    const open = methodTable({ dev: true, namespaces: ['eth', 'net'] }).map(({ name }) => namespaceOf(name));
    expect(new Set(open)).toEqual(new Set(['eth', 'net']));
  });

  test('every row can be explained', () => {
    for (const { name, summary, params, resultName } of methodTable({ dev: true })) {
      expect(`${name}: ${summary}`).toMatch(/: [A-Z].*\.$/);
      expect(resultName).not.toBe('');
      const optionalFrom = params.findIndex(({ required }) => !required);
      if (optionalFrom >= 0) expect(params.slice(optionalFrom).some(({ required }) => required)).toBe(false);
    }
  });
});
