import { KINDS, REFUSED_KINDS } from '../../../chain/transaction/native/kinds.ts';
import { methodTable } from '../../../rpc/methods/table.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import {
  CONSOLIDATION_REQUEST_CONTRACT,
  WITHDRAWAL_REQUEST_CONTRACT,
} from '../../../vm/block/systemContracts.ts';
import { type DevNode, openDevNode } from '../../rpc/support/devNode.ts';
import { NATIVE_SENDER, signWanted } from '../../support/nativeTraffic.ts';
import { caseSeed, Random } from '../random.ts';
import { type FuzzBody, type KnownValues, randomBody } from './bodies.ts';
import { complaintOf } from './complaint.ts';
import { SocketClient } from './socketClient.ts';

/** What a session found. */
export interface RpcFinding {
  /** the place of the body in the session; the number of bodies where the chain no longer worked afterwards */
  readonly index: number;
  readonly body: string;
  readonly complaint: string;
  /** whether the body alone, on a fresh node, shows it */
  readonly alone: boolean;
}

/** One session: a fresh node, bodies one after the other. */
export interface RpcSession {
  readonly seed: number;
  /** which session of the seed */
  readonly session: number;
  readonly bodies: number;
}

/** Milliseconds without an answer that count as a hang: calls are bounded far below. */
const HANG = 30_000;
const CALL_TIMEOUT = 500;
/** Without the contracts that queue requests no block is valid: their code is left as it is. */
const SPARED = [WITHDRAWAL_REQUEST_CONTRACT, CONSOLIDATION_REQUEST_CONTRACT].map(toHex) as readonly string[];
/** Values of one kind that are kept. */
const LEARNED = 24;

/** Probes storage slots by calls, each up to the bound of a call's time: right, and too slow to do at random. */
const SLOW = /^(anvil|hardhat)_(dealERC20|setERC20Allowance|setERC20Balance)$/;

/** Runs one session; undefined where all was well. */
export async function runSession({ seed, session, bodies }: RpcSession): Promise<RpcFinding | undefined> {
  const random = new Random(caseSeed(seed, session));
  const methods = methodTable({ dev: true }).filter(({ name }) => !SLOW.test(name));
  const dev = await openDevNode({ rpc: { callTimeout: CALL_TIMEOUT } });
  const sent: FuzzBody[] = [];
  let finding: Omit<RpcFinding, 'alone'> | undefined;
  try {
    const socket = new SocketClient(dev.url);
    const known = await knownValues(dev);
    for (let id = 1; sent.length < bodies; id += 100) {
      const body = randomBody({ random, methods, known }, id);
      sent.push(body);
      const { text, complaint } = await ask(dev, socket, body);
      learn(known, text, random);
      if (complaint === undefined) continue;
      finding = { index: sent.length - 1, body: body.text, complaint };
      break;
    }
    socket.close();
    const broken = finding === undefined ? await brokenChain(dev) : undefined;
    if (broken !== undefined) finding = { index: bodies, body: '', complaint: broken };
  } finally {
    await dev.close();
  }
  const last = sent.at(-1);
  if (finding === undefined || last === undefined) return undefined;
  return { ...finding, alone: finding.body !== '' && (await failsAlone(last)) };
}

async function failsAlone(body: FuzzBody): Promise<boolean> {
  const dev = await openDevNode({ rpc: { callTimeout: CALL_TIMEOUT } });
  const socket = new SocketClient(dev.url);
  try {
    return (await ask(dev, socket, body)).complaint !== undefined;
  } finally {
    socket.close();
    await dev.close();
  }
}

/** The answer, and what is wrong with it. */
async function ask(
  dev: DevNode,
  socket: SocketClient,
  body: FuzzBody,
): Promise<{ text: string; complaint: string | undefined }> {
  const hang = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => hang.resolve(undefined), HANG);
  try {
    const answer = body.transport === 'websocket' ? socket.ask(body.text) : post(dev, body.text);
    const text = await Promise.race([answer, hang.promise]);
    if (text === undefined) return { text: '', complaint: `no answer in ${HANG / 1000} s` };
    return { text, complaint: complaintOf(body, text) };
  } catch (error) {
    return { text: '', complaint: `no answer: ${error}` };
  } finally {
    clearTimeout(timer);
  }
}

async function post(dev: DevNode, text: string): Promise<string> {
  return (await dev.post(text)).text();
}

/** Hashes, addresses and numbers of answers are what later requests ask about. */
function learn(known: KnownValues, text: string, random: Random): void {
  const forms: readonly (readonly [title: string, form: RegExp])[] = [
    ['hash32', /"(0x[0-9a-f]{64})"/],
    ['address', /"(0x[0-9a-f]{40})"/],
    ['quantity64', /"result":"(0x[0-9a-f]{1,16})"/],
    ['data', /"result":"(0x(?:[0-9a-f]{2}){1,4000})"/],
  ];
  for (const [title, form] of forms) {
    const value = form.exec(text)?.[1];
    const pool = known[title];
    if (value === undefined || pool === undefined || pool.includes(value) || SPARED.includes(value)) continue;
    if (pool.length < LEARNED) pool.push(value);
    else pool[random.int(pool.length)] = value;
  }
}

/** What exists on the chain, by the title of the schema that it fits. */
async function knownValues(dev: DevNode): Promise<KnownValues> {
  const [from, to] = dev.accounts;
  const logging = '0x600160005260206000a000'; // init code that logs
  const hash = await dev.call('eth_sendTransaction', { from, to, value: '0x1', gas: '0x5208' });
  await dev.call('eth_sendTransaction', { from, data: logging, gas: '0x186a0' });
  const { blockHash } = await dev.call('eth_getTransactionReceipt', hash);
  const raw = await dev.call('eth_signTransaction', {
    ...{ from, to, gas: '0x5208', nonce: '0x2', value: '0x1' },
    ...{ maxFeePerGas: '0x77359400', maxPriorityFeePerGas: '0x0' },
  });
  const rich = dev.accounts[5];
  await dev.call('eth_sendTransaction', { from: rich, to: toHex(NATIVE_SENDER), value: '0xde0b6b3a7640000' });
  const native = toHex(signWanted({ kind: 'normal', to: NATIVE_SENDER, value: 1n }, 0n).raw);
  const xai = (address: string | undefined) => `TXAI${(address ?? '').slice(2).toLowerCase()}`;
  return {
    address: [
      ...dev.accounts.slice(0, 3),
      `0x${'00'.repeat(20)}`,
      `0x${'00'.repeat(19)}04`,
      `0x${'ff'.repeat(20)}`,
    ],
    hash32: [hash, blockHash, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(31)}01`, `0x${'ff'.repeat(32)}`],
    data: [
      '0x',
      '0x00',
      '0x6080',
      '0x60016000fd',
      '0xfe',
      '0x5b600056',
      logging,
      `0x${'ff'.repeat(100)}`,
      raw,
      native,
    ],
    quantity: ['0x0', '0x1', '0x5208', '0x3b9aca00', '0xde0b6b3a7640000', `0x${'f'.repeat(64)}`],
    quantity64: ['0x0', '0x1', '0x2', '0x3', '0x5208', '0x186a0', '0x1c9c380', `0x${'f'.repeat(16)}`],
    lenientQuantity: ['0x0', '0x1', '0x0001', '5', '100', '1000000000000000000', `0x${'f'.repeat(64)}`],
    shortBytes32: ['0x0', '0x1', '1', '0x'],
    text: ['', 'x', 'latest', 'callTracer', 'é'],
    xaiAddress: [xai(from), `XAI${'00'.repeat(20)}`],
    anyAddress: [xai(from), to ?? '', `XAI${'ab'.repeat(20)}`],
    amount: ['0', '1', '1000000000000000000', '9'.repeat(78)],
    count: ['0', '21000', '200000', '31337', '18446744073709551616'],
    bytes64: [
      '79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8',
      '11'.repeat(64),
    ],
    kind: [...KINDS, ...REFUSED_KINDS].map(({ name }) => name),
  };
}

/** After everything, a transaction of an account that nobody touched must go through. */
async function brokenChain(dev: DevNode): Promise<string | undefined> {
  const from = `0x${'5a'.repeat(20)}`;
  const to = `0x${'a5'.repeat(20)}`;
  try {
    await dev.call('evm_setBlockGasLimit', '0x1c9c380');
    await dev.call('anvil_setNextBlockBaseFeePerGas', '0x3b9aca00');
    await dev.call('anvil_setBalance', from, `0x${(10n ** 24n).toString(16)}`);
    await dev.call('anvil_impersonateAccount', from);
    await dev.call('evm_mine');
    const before = BigInt(await dev.call('eth_blockNumber'));
    await dev.call('anvil_setNextBlockBaseFeePerGas', '0x3b9aca00');
    await dev.call('anvil_dropAllTransactions');
    const fees = { maxFeePerGas: '0x2540be400', maxPriorityFeePerGas: '0x3b9aca00', gas: '0x5208' };
    const hash = await dev.call('eth_sendTransaction', { from, to, value: '0x7', ...fees });
    await dev.call('evm_mine');
    const receipt = await dev.call('eth_getTransactionReceipt', hash);
    if (receipt?.status !== '0x1') return `the chain takes no transaction: ${JSON.stringify(receipt)}`;
    const after = BigInt(await dev.call('eth_blockNumber'));
    if (after <= before) return `the chain stands still at ${after}`;
    const balance = await dev.call('eth_getBalance', to, 'latest');
    return BigInt(balance) >= 7n ? undefined : `a transfer of 7 wei left ${balance}`;
  } catch (error) {
    return `the chain does not work: ${error}`;
  }
}
