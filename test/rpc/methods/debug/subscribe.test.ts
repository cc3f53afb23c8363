import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Answer, type DevNode, openDevNode } from '../../support/devNode.ts';

let node: DevNode;
/** By block, from block 1 on; none in block 2. */
let hashes: (string | undefined)[];

beforeAll(async () => {
  node = await openDevNode();
  const [from, to] = node.accounts;
  const send = () => node.call('eth_sendTransaction', { from, to, value: '0x1' });
  const first = await send();
  await node.call('evm_mine');
  hashes = [first, undefined, await send(), await send()];
});
afterAll(() => node.close());

interface Announced {
  readonly block: string;
  readonly hash: string;
  readonly traces: { txHash: string; result?: { type: string }; error?: string }[];
}

/** Subscribes, gathers what is announced until the block `until`, and ends. */
async function gather(until: string | undefined, method: string, ...params: unknown[]) {
  const socket = new WebSocket(node.url.replace('http', 'ws'));
  await new Promise((resolve) => {
    socket.onopen = resolve;
  });
  const announced: Announced[] = [];
  const answer = await new Promise<Answer>((resolve) => {
    let first: Answer | undefined;
    socket.onmessage = ({ data }) => {
      const message = JSON.parse(String(data));
      if (message.method === undefined) first = message;
      else {
        expect(first).toBeDefined();
        expect(message.method).toBe('debug_subscription');
        expect(message.params.subscription).toBe(first?.result);
        announced.push(message.params.result);
      }
      if (first !== undefined && (first.error !== undefined || announced.at(-1)?.block === until))
        resolve(first);
    };
    socket.send(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
  });
  socket.close();
  return { answer, announced };
}

test.each([
  ['debug_subscribe', ['traceChain']],
  ['debug_traceChain', []],
])('%s traces the blocks after the first one', async (method, kind) => {
  const { announced } = await gather('0x4', method, ...kind, '0x0', '0x4', { tracer: 'callTracer' });
  expect(announced.map(({ block }) => block)).toEqual(['0x1', '0x3', '0x4']);
  for (const { block, hash, traces } of announced) {
    expect(hash).toBe((await node.call('eth_getBlockByNumber', block, false)).hash);
    expect(traces.map(({ txHash }) => txHash)).toEqual([hashes[Number(block) - 1] as string]);
    expect(traces[0]?.result).toMatchObject({ type: 'CALL' });
  }
});

test('the last block is told without transactions too', async () => {
  const { announced } = await gather('0x2', 'debug_traceChain', '0x1', '0x2');
  expect(announced).toMatchObject([{ block: '0x2', traces: [] }]);
});

test('an error ends it', async () => {
  const { announced } = await gather('0x1', 'debug_traceChain', '0x0', '0x4', { tracer: 'none' });
  await Bun.sleep(50);
  expect(announced).toHaveLength(1);
  expect(announced[0]?.traces).toEqual([
    { txHash: hashes[0] as string, error: expect.stringContaining('unknown tracer') },
  ]);
});

test('refuses ranges that run backwards, unknown blocks, and HTTP', async () => {
  const refused = async (...params: unknown[]) =>
    (await gather(undefined, 'debug_traceChain', ...params)).answer.error;
  expect((await refused('0x2', '0x2'))?.message).toBe('end block (#2) needs to come after start block (#2)');
  expect((await refused('0x0', '0x99'))?.message).toBe('block #0x99 not found');
  expect((await refused('0x0', 'pending'))?.message).toBe('tracing on top of pending is not supported');
  expect((await node.refusal('debug_traceChain', '0x0', '0x1')).message).toBe('notifications not supported');
});
