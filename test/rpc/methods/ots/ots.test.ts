import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { encodeErrorResult, parseAbi } from 'viem';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import { call, code, giveBack, push } from '../../trace/assembler.ts';

const NOBODY = `0x${'0b'.repeat(20)}`;
const REASON = encodeErrorResult({
  abi: parseAbi(['error Error(string)']),
  errorName: 'Error',
  args: ['not now'],
});
/** Deploys code that pays one wei to NOBODY and asks the identity precompile. */
const PAYER = deployed(code(call(NOBODY, 1), call(`0x${'4'.padStart(40, '0')}`), '00'));
/** CREATE of nothing, then SELFDESTRUCT in favour of NOBODY. */
const MAKER = deployed(code(push(0).repeat(3), 'f050', push(NOBODY), 'ff'));
const REVERTER = deployed(code(giveBack(REASON, 'fd')));

let node: DevNode;
let payer: string;
let maker: string;
let made: string;
/** Transactions in order; the first ones deploy. */
const hashes: Record<'payer' | 'maker' | 'reverter' | 'pay' | 'make' | 'fail' | 'transfer', string> = {
  payer: '',
  maker: '',
  reverter: '',
  pay: '',
  make: '',
  fail: '',
  transfer: '',
};

function deployed(runtime: string): string {
  const bytes = runtime.slice(2);
  const size = bytes.length / 2;
  // CODECOPY(0, 12, size) RETURN(0, size)
  return code(`61${size.toString(16).padStart(4, '0')}`, '80600c6000396000f3').concat(bytes);
}

beforeAll(async () => {
  node = await openDevNode({ rpc: { traceBlockRange: 20 } });
  const [from, other] = node.accounts;
  const send = async (transaction: object) =>
    (await node.call('eth_sendTransaction', { from, gas: '0x7a120', ...transaction })) as string;
  const contract = async (hash: string) =>
    (await node.call('eth_getTransactionReceipt', hash)).contractAddress as string;
  hashes.payer = await send({ data: PAYER });
  payer = await contract(hashes.payer);
  hashes.maker = await send({ data: MAKER });
  maker = await contract(hashes.maker);
  hashes.reverter = await send({ data: REVERTER });
  const reverter = await contract(hashes.reverter);
  hashes.pay = await send({ to: payer, value: '0x5' });
  hashes.make = await send({ to: maker, value: '0x7' });
  hashes.fail = await send({ to: reverter });
  hashes.transfer = await send({ from: other, to: NOBODY, value: '0x2' });
});
afterAll(() => node.close());

test('ots_getApiLevel', async () => {
  expect(await node.call('ots_getApiLevel')).toBe(8);
});

test('ots_hasCode, at a block too', async () => {
  expect(await node.call('ots_hasCode', payer, 'latest')).toBe(true);
  expect(await node.call('ots_hasCode', payer, '0x0')).toBe(false);
  expect(await node.call('ots_hasCode', NOBODY)).toBe(false);
});

test('ots_traceTransaction: calls with depths, no precompiles', async () => {
  const [from] = node.accounts as [string];
  expect(await node.call('ots_traceTransaction', hashes.pay)).toEqual([
    { type: 'CALL', depth: 0, from, to: payer, value: '0x5', input: '0x', output: '0x' },
    { type: 'CALL', depth: 1, from: payer, to: NOBODY, value: '0x1', input: '0x', output: '0x' },
  ]);
  const entries = await node.call('ots_traceTransaction', hashes.make);
  expect(entries.map(({ type, depth }: { type: string; depth: number }) => [type, depth])).toEqual([
    ['CALL', 0],
    ['CREATE', 1],
    ['SELFDESTRUCT', 1],
  ]);
  const missing = `0x${'12'.repeat(32)}`;
  expect((await node.refusal('ots_traceTransaction', missing)).message).toBe(
    `transaction ${missing} not found`,
  );
});

test('ots_getInternalOperations', async () => {
  expect(await node.call('ots_getInternalOperations', hashes.pay)).toEqual([
    { type: 0, from: payer, to: NOBODY, value: '0x1' },
  ]);
  const operations = await node.call('ots_getInternalOperations', hashes.make);
  made = operations[0].to;
  expect(operations).toEqual([
    { type: 2, from: maker, to: made, value: '0x0' },
    { type: 1, from: maker, to: NOBODY, value: '0x7' },
  ]);
  expect(await node.call('ots_getInternalOperations', hashes.transfer)).toEqual([]);
});

test('ots_getTransactionError', async () => {
  expect(await node.call('ots_getTransactionError', hashes.fail)).toBe(REASON);
  expect(await node.call('ots_getTransactionError', hashes.pay)).toBe('0x');
});

test('ots_getTransactionBySenderAndNonce', async () => {
  const [from] = node.accounts;
  expect(await node.call('ots_getTransactionBySenderAndNonce', from, 3)).toBe(hashes.pay);
  expect(await node.call('ots_getTransactionBySenderAndNonce', from, 99)).toBeNull();
});

test('ots_getContractCreator', async () => {
  const [from] = node.accounts;
  expect(await node.call('ots_getContractCreator', payer)).toEqual({ hash: hashes.payer, creator: from });
  expect(await node.call('ots_getContractCreator', maker)).toEqual({ hash: hashes.maker, creator: from });
  expect(await node.call('ots_getContractCreator', NOBODY)).toBeNull();
  // Multicall3 is in the genesis.
  expect(await node.call('ots_getContractCreator', '0xcA11bde05977b3631167028862bE2a173976CA11')).toBeNull();
});

describe('blocks', () => {
  test('ots_getBlockDetails: a block with its fees, without its transactions', async () => {
    const receipt = await node.call('eth_getTransactionReceipt', hashes.pay);
    const block = await node.call('eth_getBlockByNumber', receipt.blockNumber, false);
    const details = await node.call('ots_getBlockDetails', Number(receipt.blockNumber));
    const { transactions, ...bare } = block;
    expect(details).toEqual({
      block: { ...bare, logsBloom: null, transactionCount: transactions.length },
      issuance: { blockReward: '0x0', uncleReward: '0x0', issuance: '0x0' },
      totalFees: `0x${(BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice)).toString(16)}`,
    });
    expect(await node.call('ots_getBlockDetailsByHash', block.hash)).toEqual(details);
    expect((await node.call('ots_getBlockDetails', 'latest')).block.number).toBe('0x7');
    expect(await node.call('ots_getBlockDetails', 99)).toBeNull();
    expect(await node.call('ots_getBlockDetailsByHash', `0x${'12'.repeat(32)}`)).toBeNull();
  });

  test('ots_getBlockTransactions: pages from the end', async () => {
    await node.call('evm_setAutomine', false);
    const [from, to] = node.accounts;
    const sent: string[] = [];
    for (let i = 0; i < 5; i++) {
      sent.push(await node.call('eth_sendTransaction', { from, to, data: '0x1122334455', gas: '0xffff' }));
    }
    await node.call('evm_mine');
    await node.call('evm_setAutomine', true);
    const pageOf = async (page: number) => {
      const { fullblock, receipts } = await node.call('ots_getBlockTransactions', 8, page, 2);
      expect(fullblock).toMatchObject({ number: '0x8', transactionCount: 5, logsBloom: null });
      for (const { input } of fullblock.transactions) expect(input).toBe('0x11223344');
      for (const { logs, logsBloom } of receipts) expect([logs, logsBloom]).toEqual([null, null]);
      const shown = fullblock.transactions.map(({ hash }: { hash: string }) => hash);
      const of = receipts.map((receipt: { transactionHash: string }) => receipt.transactionHash);
      expect(of).toEqual(shown);
      return shown.map((hash: string) => sent.indexOf(hash));
    };
    expect([await pageOf(0), await pageOf(1), await pageOf(2), await pageOf(3)]).toEqual([
      [3, 4],
      [1, 2],
      [0],
      [],
    ]);
    expect((await node.refusal('ots_getBlockTransactions', 8, 0, 101)).message).toBe(
      'max allowed page size: 100',
    );
  });
});

describe('searches', () => {
  const names = (transactions: { hash: string }[]) =>
    transactions.map(({ hash }) => Object.entries(hashes).find(([, own]) => own === hash)?.[0]);

  test('find what touched an address, inside transactions too, newest first', async () => {
    const all = await node.call('ots_searchTransactionsBefore', NOBODY, 0, 25);
    expect(names(all.txs)).toEqual(['transfer', 'make', 'pay']);
    expect(all).toMatchObject({ firstPage: true, lastPage: true });
    expect(all.receipts.map((receipt: { timestamp: number }) => typeof receipt.timestamp)).toEqual([
      'number',
      'number',
      'number',
    ]);
    expect(names((await node.call('ots_searchTransactionsBefore', payer, 0, 25)).txs)).toEqual([
      'pay',
      'payer',
    ]);
  });

  test('page by page, both ways', async () => {
    const first = await node.call('ots_searchTransactionsBefore', NOBODY, 0, 2);
    expect(names(first.txs)).toEqual(['transfer', 'make']);
    expect(first).toMatchObject({ firstPage: true, lastPage: false });
    const last = Number(first.txs[1].blockNumber);
    const second = await node.call('ots_searchTransactionsBefore', NOBODY, last, 2);
    expect(names(second.txs)).toEqual(['pay']);
    expect(second).toMatchObject({ firstPage: false, lastPage: true });
    const back = await node.call('ots_searchTransactionsAfter', NOBODY, Number(second.txs[0].blockNumber), 2);
    expect(names(back.txs)).toEqual(['transfer', 'make']);
    expect(back).toMatchObject({ lastPage: false });
    const oldest = await node.call('ots_searchTransactionsAfter', NOBODY, 0, 1);
    expect(names(oldest.txs)).toEqual(['pay']);
    expect(oldest).toMatchObject({ firstPage: false, lastPage: true });
  });

  test('are bounded: a short page, or an error that names the bound', async () => {
    const [from, to] = node.accounts;
    for (let i = 0; i < 18; i++) await node.call('eth_sendTransaction', { from, to });
    const short = await node.call('ots_searchTransactionsBefore', NOBODY, 0, 25);
    expect(names(short.txs)).toEqual(['transfer']);
    expect(short).toMatchObject({ firstPage: true, lastPage: false });
    const { code, message } = await node.refusal('ots_searchTransactionsBefore', payer, 0, 25);
    expect(code).toBe(-32005);
    expect(message).toContain('in 20 blocks with transactions');
    expect(message).toContain('--rpc-trace-range');
    expect((await node.refusal('ots_searchTransactionsAfter', payer, 0, 101)).message).toBe(
      'max allowed page size: 100',
    );
  });
});
