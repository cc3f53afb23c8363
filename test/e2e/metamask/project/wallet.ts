/**
 * A wallet assembled of MetaMask's own controllers as its extension assembles them: network, fees, transactions. Only
 * the keyring (one key) and the popup (everything is approved) stand in.
 */
import type { TypedTransaction } from '@ethereumjs/tx';
import { hexToBytes, privateToAddress } from '@ethereumjs/util';
import { GasFeeController } from '@metamask/gas-fee-controller';
import { Messenger } from '@metamask/messenger';
import { NetworkController, RpcEndpointType } from '@metamask/network-controller';
import { TransactionController, TransactionEnvelopeType } from '@metamask/transaction-controller';
import type { MetaMask, OpenMetaMask } from '../wallet.ts';

const chainId = '0x7a69';
const networkClientId = 'xai';

/** See OpenMetaMask. */
export const openMetaMask: OpenMetaMask = async ({ url, key }) => {
  const keyBytes = hexToBytes(key as `0x${string}`);
  const address = `0x${Buffer.from(privateToAddress(keyBytes)).toString('hex')}` as const;
  const root = new Messenger({ namespace: 'Root' }) as Messenger<'Root', never, never> &
    Record<string, CallableFunction>;
  const child = (namespace: string, actions: string[], events: string[]) => {
    const messenger = new Messenger({ namespace, parent: root } as never) as never;
    root.delegate?.({ messenger, actions, events } as never);
    return messenger;
  };
  const stands = (namespace: string, handlers: Record<string, (...args: never[]) => unknown>) => {
    const messenger = new Messenger({ namespace, parent: root } as never) as unknown as {
      registerActionHandler(name: string, handler: (...args: never[]) => unknown): void;
    };
    for (const [name, handler] of Object.entries(handlers))
      messenger.registerActionHandler(`${namespace}:${name}`, handler);
  };
  const account = {
    id: 'one',
    address,
    metadata: { name: 'One', keyring: { type: 'HD Key Tree' } },
    type: 'eip155:eoa',
    options: {},
    methods: [],
    scopes: [],
  };
  stands('AccountsController', {
    getSelectedAccount: () => account,
    getState: () => ({ internalAccounts: { accounts: { one: account }, selectedAccount: 'one' } }),
  });
  stands('ApprovalController', {
    addRequest: async () => ({ resultCallbacks: undefined, value: undefined }),
  });
  stands('KeyringController', { signEip7702Authorization: async () => '0x' });
  stands('RemoteFeatureFlagController', { getState: () => ({ remoteFeatureFlags: {}, cacheTimestamp: 0 }) });
  stands('ErrorReportingService', { captureException: () => undefined });

  const network = new NetworkController({
    messenger: child('NetworkController', ['ErrorReportingService:captureException'], []),
    infuraProjectId: '00000000000000000000000000000000',
    state: {
      selectedNetworkClientId: networkClientId,
      networksMetadata: {},
      networkConfigurationsByChainId: {
        [chainId]: {
          chainId,
          name: 'XAI',
          nativeCurrency: 'XAI',
          blockExplorerUrls: [],
          defaultRpcEndpointIndex: 0,
          rpcEndpoints: [{ type: RpcEndpointType.Custom, url, networkClientId }],
        },
      },
    },
    // The tracker asks two hundred times as often as a wallet's, so that what follows errors comes as much sooner.
    getRpcServiceOptions: () => ({
      ...{ fetch: globalThis.fetch, btoa: globalThis.btoa },
      policyOptions: { circuitBreakDuration: 2_000 },
    }),
    getBlockTrackerOptions: () => ({ pollingInterval: 100, retryTimeout: 100 }),
  });
  await network.initializeProvider();
  await network.lookupNetwork();
  const { blockTracker } = network.getNetworkClientById(networkClientId);
  const announced: number[] = [];
  blockTracker.on('latest', (block: string) => announced.push(Number(block)));

  const fees = new GasFeeController({
    messenger: child(
      'GasFeeController',
      [
        'NetworkController:getState',
        'NetworkController:getNetworkClientById',
        'NetworkController:getEIP1559Compatibility',
      ],
      ['NetworkController:networkDidChange'],
    ),
    clientId: 'xai',
    getProvider: () => network.getProviderAndBlockTracker().provider as never,
    getCurrentNetworkEIP1559Compatibility: async () => (await network.getEIP1559Compatibility()) ?? false,
    getCurrentAccountEIP1559Compatibility: () => true,
    getCurrentNetworkLegacyGasAPICompatibility: () => false,
    // MetaMask's own service of estimates is out of reach here; the controllers then ask the node.
    EIP1559APIEndpoint: 'http://127.0.0.1:9/<chain_id>',
    legacyAPIEndpoint: 'http://127.0.0.1:9/<chain_id>',
  } as never);

  const transactions = new TransactionController({
    messenger: child(
      'TransactionController',
      [
        'AccountsController:getSelectedAccount',
        'AccountsController:getState',
        'ApprovalController:addRequest',
        'KeyringController:signEip7702Authorization',
        'NetworkController:findNetworkClientIdByChainId',
        'NetworkController:getNetworkClientById',
        'RemoteFeatureFlagController:getState',
      ],
      ['NetworkController:stateChange'],
    ),
    disableHistory: true,
    disableSendFlowHistory: true,
    disableSwaps: true,
    getCurrentNetworkEIP1559Compatibility: async () => (await network.getEIP1559Compatibility()) ?? false,
    getGasFeeEstimates: (options) => fees.fetchGasFeeEstimates(options as never) as never,
    getNetworkClientRegistry: (...args) => network.getNetworkClientRegistry(...args),
    getNetworkState: () => network.state,
    getPermittedAccounts: async () => [address],
    isSimulationEnabled: () => false,
    isFirstTimeInteractionEnabled: () => false,
    incomingTransactions: { isEnabled: () => false },
    pendingTransactions: { isResubmitEnabled: () => false },
    sign: async (transaction: TypedTransaction) => transaction.sign(keyBytes),
    transactionHistoryLimit: 60,
    hooks: {},
  });

  const wallet: MetaMask = {
    network: () => {
      const found = network.state.networksMetadata[networkClientId];
      return { status: found?.status ?? 'unknown', dynamicFees: found?.EIPS[1559] };
    },
    async estimateFees() {
      const state = await fees.fetchGasFeeEstimates({ networkClientId } as never);
      const estimates = state.gasFeeEstimates as { gasPrice?: string };
      return { kind: state.gasEstimateType, gasPrice: estimates.gasPrice };
    },
    async send(request) {
      const { result, transactionMeta } = await transactions.addTransaction(
        { from: address, type: TransactionEnvelopeType.feeMarket, ...request },
        { networkClientId, origin: 'metamask', requireApproval: true },
      );
      return { id: transactionMeta.id, hash: await result };
    },
    async speedUp(id) {
      await transactions.speedUpTransaction(id);
      const last = transactions.state.transactions.findLast((each) => each.type === 'retry');
      return last?.hash ?? '';
    },
    cancel: (id) => transactions.stopTransaction(id),
    transactions: () =>
      [...transactions.state.transactions]
        .sort((a, b) => a.time - b.time)
        .map(({ id, status, hash, txParams }) => ({ id, status, hash, nonce: Number(txParams.nonce) })),
    latestBlock: async () => Number(await blockTracker.checkForLatestBlock()),
    announced: () => announced,
    request: (method, ...params) =>
      network.getProviderAndBlockTracker().provider?.request({ method, params } as never) as Promise<unknown>,
    clearHistory: () => transactions.wipeTransactions(),
    close() {
      blockTracker.removeAllListeners();
      fees.destroy();
      transactions.destroy();
      network.destroy();
    },
  };
  return wallet;
};
