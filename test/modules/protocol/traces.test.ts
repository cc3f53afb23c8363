import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { transaction } from '../../chain/support/chain.ts';
import { type DevNode, openDevNode } from '../../rpc/support/devNode.ts';
import { adding, END, HOOK, hookGenesis, SECOND_HOOK, START, telling, VALIDATE } from './support.ts';

/** What traces of the transaction that a block makes itself show: every call of the block's hooks, with its fate. */

const SYSTEM = '0xfffffffffffffffffffffffffffffffffffffffe';
const REGISTRY = '0x5841490000000000000000000000000000000001';

interface Frame {
  readonly from: string;
  readonly to: string;
  readonly gas: string;
  readonly gasUsed: string;
  readonly input: string;
  readonly error?: string;
  readonly revertReason?: string;
  readonly calls?: readonly Frame[];
  readonly logs?: readonly { readonly address: string; readonly data: string; readonly index: string }[];
}

let dev: DevNode;
let block: { readonly number: string; readonly transactions: readonly string[] };
let own: string;

/** One block of these transactions. */
async function mineAll(list: readonly ReturnType<typeof transaction>[]): Promise<typeof block> {
  await dev.call('evm_setAutomine', false);
  for (const { raw } of list) await dev.call('eth_sendRawTransaction', toHex(raw));
  await dev.call('evm_mine');
  return dev.call('eth_getBlockByNumber', 'latest', false);
}

const logsOf = (frame: Frame): NonNullable<Frame['logs']> => [
  ...(frame.logs ?? []),
  ...(frame.calls ?? []).flatMap(logsOf),
];

beforeAll(async () => {
  dev = await openDevNode({ genesis: hookGenesis() });
  await mineAll([
    adding(0, VALIDATE | START | END),
    adding(1, VALIDATE | END, SECOND_HOOK, 500_000n, 'second'),
    ...[0, 1, 2].map((hook) => telling(2 + hook, hook, 1)),
    // The second module logs but answers nonsense when asked, and burns all its gas at the end.
    telling(5, 0, 8, SECOND_HOOK),
    telling(6, 2, 4, SECOND_HOOK),
  ]);
  block = await mineAll([transaction(1, 0)]);
  own = block.transactions[1] ?? '';
});

afterAll(() => dev.close());

const trace = (options: object): Promise<Frame> => dev.call('debug_traceTransaction', own, options);
const LOGS = { tracer: 'callTracer', tracerConfig: { withLog: true } };

describe('the trace of a block’s own transaction', () => {
  test('shows each call of a hook: whom, with what, what came of it', async () => {
    const root = await trace(LOGS);
    expect(root).toMatchObject({ from: SYSTEM, to: REGISTRY, gas: '0x0', gasUsed: '0x0', input: '0x' });
    const calls = root.calls ?? [];
    for (const { from } of calls) expect(from).toBe(SYSTEM);
    expect(calls.map(({ to }) => to)).toEqual([
      ...[toHex(HOOK), toHex(HOOK), toHex(SECOND_HOOK), REGISTRY],
      ...[toHex(HOOK), toHex(SECOND_HOOK), REGISTRY],
    ]);
    const [start, validate, nonsense, fault, , burned] = calls as [Frame, Frame, Frame, Frame, Frame, Frame];
    expect(start).toMatchObject({ gas: '0x7a120' });
    expect(BigInt(validate.gasUsed)).toBeGreaterThan(20_000n);
    expect(validate.input).toContain(block.transactions[0]?.slice(2) ?? 'no transaction');
    expect(nonsense).toMatchObject({ error: 'execution reverted' });
    expect(nonsense.logs).toBeUndefined();
    expect(fault.error).toBeUndefined();
    expect(burned).toMatchObject({ error: 'out of gas', gas: '0x7a120', gasUsed: '0x7a120' });
  });

  test('has the logs of the receipt, in their order and with their numbers', async () => {
    const { logs } = await dev.call('eth_getTransactionReceipt', own);
    expect(logs).toHaveLength(5);
    const shown = logsOf(await trace(LOGS));
    expect(shown.map(({ address, data, index }) => ({ address, data, index }))).toEqual(
      logs.map(({ address, data, logIndex }: { address: string; data: string; logIndex: string }) => ({
        ...{ address, data },
        index: logIndex,
      })),
    );
  });

  test('is the same in every method that traces', async () => {
    const blockTraces = await dev.call('debug_traceBlockByNumber', block.number, LOGS);
    expect(blockTraces).toHaveLength(2);
    expect(blockTraces[1]).toEqual({ txHash: own, result: await trace(LOGS) });
    const raw = await dev.call('debug_getRawBlock', block.number);
    expect(await dev.call('debug_traceBlock', raw, LOGS)).toEqual(blockTraces);

    const parity = await dev.call('trace_transaction', own);
    expect(parity.map(({ traceAddress }: { traceAddress: number[] }) => traceAddress)).toEqual([
      [],
      ...[0, 1, 2, 3, 4, 5, 6].map((place) => [place]),
    ]);
    expect(parity[0]).toMatchObject({ subtraces: 7, action: { from: SYSTEM, to: REGISTRY } });
    expect(parity[6]).toMatchObject({ error: 'Out of gas', action: { to: toHex(SECOND_HOOK) } });
    const all = await dev.call('trace_block', block.number);
    const ofOwn = all.filter(({ transactionHash }: { transactionHash: string }) => transactionHash === own);
    expect(ofOwn).toEqual(parity);
    expect(
      await dev.call('trace_filter', {
        fromBlock: block.number,
        toBlock: block.number,
        toAddress: [toHex(SECOND_HOOK)],
      }),
    ).toHaveLength(2);
  });

  test('leaves the others as they are, and takes every tracer', async () => {
    const first = await dev.call('debug_traceTransaction', block.transactions[0], LOGS);
    expect(first.calls).toBeUndefined();
    expect(await trace({ tracer: 'callTracer', tracerConfig: { onlyTopCall: true } })).not.toHaveProperty(
      'calls',
    );
    expect(await trace({})).toMatchObject({ gas: 0, failed: false, structLogs: [] });
    expect(Object.values(await trace({ tracer: '4byteTracer' })).length).toBeGreaterThan(2);
    expect(await trace({ tracer: 'prestateTracer', tracerConfig: { diffMode: true } })).toHaveProperty(
      'post',
    );
    const types = ['trace', 'vmTrace', 'stateDiff'];
    expect((await dev.call('trace_replayTransaction', own, types)).trace).toHaveLength(8);
  });
});
