/** web3.js 4 and ethers 5, each doing the same small round. See Round. */
import { Contract, ContractFactory, providers, Wallet } from 'ethers';
import { Web3 } from 'web3';
import type { Round } from '../round.ts';

/** With ethers 5. */
export const ethers5: Round = async ({ url, webSocketUrl, key, abi, bytecode }) => {
  const provider = new providers.JsonRpcProvider(url);
  provider.pollingInterval = 50;
  const wallet = new Wallet(key, provider);
  const made = await new ContractFactory(abi as never, bytecode, wallet).deploy(3);
  await made.deployed();
  const socket = new providers.WebSocketProvider(webSocketUrl);
  const heard: string[] = [];
  new Contract(made.address, abi as never, socket).on('Noted', (_who, _number, _topic, text: string) =>
    heard.push(text),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  const receipt = await (await made.note(4, 'five')).wait();
  const reason = await made.callStatic.complain().then(
    () => '',
    (error: { reason?: string }) => error.reason ?? '',
  );
  const found = await made.queryFilter(made.filters.Noted(), 0);
  const custom = await made.callStatic.refuse(1).then(
    () => '',
    (error: { errorName?: string }) => error.errorName ?? '',
  );
  for (let i = 0; i < 100 && heard.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  await socket.destroy();
  const fees = await provider.getFeeData();
  return {
    count: (await made.count()).toString(),
    status: Number(receipt.status),
    events: found.length,
    heard,
    reason,
    custom,
    fees: Number(fees.maxFeePerGas) > 0,
  };
};

/** With web3.js 4. */
export const web3js: Round = async ({ url, webSocketUrl, key, abi, bytecode }) => {
  const web3 = new Web3(url);
  const account = web3.eth.accounts.privateKeyToAccount(key);
  web3.eth.accounts.wallet.add(account);
  const made = await new web3.eth.Contract(abi as never)
    .deploy({ data: bytecode, arguments: [3] } as never)
    .send({ from: account.address });
  const socket = new Web3(webSocketUrl);
  const heard: string[] = [];
  const listening = new socket.eth.Contract(abi as never, made.options.address);
  const subscription = listening.events.Noted?.();
  subscription?.on('data', (event: { returnValues: { text?: unknown } }) =>
    heard.push(String(event.returnValues.text)),
  );
  await new Promise((resolve) => setTimeout(resolve, 300));
  const methods = made.methods as Record<
    string,
    (...args: unknown[]) => {
      call(options?: object): Promise<unknown>;
      send(options: object): Promise<{ status: bigint }>;
    }
  >;
  const receipt = await methods.note?.(4, 'five').send({ from: account.address });
  const failure = (name: string, ...args: unknown[]) =>
    methods[name]?.(...args)
      .call({ from: account.address })
      .then(
        () => ({}),
        (error: { cause?: { message?: string; errorName?: string } }) => error.cause ?? {},
      ) as Promise<{ message?: string; errorName?: string }>;
  const reason = ((await failure('complain')).message ?? '').replace('execution reverted: ', '');
  const custom = (await failure('refuse', 1)).errorName ?? '';
  const found = await made.getPastEvents('Noted' as never, { fromBlock: 0 });
  for (let i = 0; i < 100 && heard.length === 0; i++) await new Promise((resolve) => setTimeout(resolve, 50));
  socket.currentProvider?.disconnect();
  const fees = await web3.eth.calculateFeeData();
  return {
    count: String(await methods.count?.().call()),
    status: Number(receipt?.status),
    events: found.length,
    heard,
    reason,
    custom,
    fees: Number(fees.maxFeePerGas) > 0,
  };
};
