import { afterAll, beforeAll, expect, test } from 'bun:test';
import { type Method, namespaceOf } from '../../rpc/method.ts';
import { methodTable } from '../../rpc/methods/table.ts';
import { fits } from '../../rpc/schema/check.ts';
import { type Answer, type DevNode, openDevNode } from './support/devNode.ts';
import { pick, type Random, sample, seededRandom } from './support/sampler.ts';

/**
 * Random requests for every method of the table: none may be answered with an internal error, with anything but the
 * form that the table gives, or not at all. XAI_FUZZ_SEED and XAI_FUZZ_REQUESTS choose which and how many.
 */
const SEED = Number(process.env.XAI_FUZZ_SEED ?? 1);
const REQUESTS = Number(process.env.XAI_FUZZ_REQUESTS ?? 1_500);
const INTERNAL_ERROR = -32603;

/** Probes storage slots by calls, each up to the bound of a call's time: right, and too slow to do at random. */
const SLOW: ReadonlySet<string> = new Set([
  'anvil_dealERC20',
  'hardhat_dealERC20',
  'anvil_setERC20Allowance',
  'anvil_setERC20Balance',
]);

let dev: DevNode;

beforeAll(async () => {
  dev = await openDevNode({ rpc: { callTimeout: 200 } });
});

afterAll(() => dev.close());

test(`${REQUESTS} requests from seed ${SEED}`, async () => {
  const random = seededRandom(SEED);
  const methods = methodTable({ dev: true }).filter(({ name }) => !SLOW.has(name));
  const known = await knownValues();
  for (let i = 0; i < REQUESTS; i++) {
    const method = pick(random, methods);
    const body = JSON.stringify({
      jsonrpc: '2.0',
      id: i,
      method: method.name,
      params: sampleParams(method, known, random),
    });
    const answer = (await (await dev.post(body)).json()) as Answer;
    const wrong = complaint(method, answer);
    if (wrong !== undefined)
      throw new Error(`seed ${SEED}, request ${i}: ${wrong}\n${body}\n${JSON.stringify(answer)}`);
    expect(answer.id).toBe(i);
  }
  expect(await dev.call('web3_sha3', '0x')).toStartWith('0xc5d2460186f7233c');
}, 120_000);

/** What exists on the chain, by the title of the schema that it fits. */
async function knownValues(): Promise<Record<string, readonly string[]>> {
  const [from, to] = dev.accounts;
  const hash = await dev.call('eth_sendTransaction', { from, to, value: '0x1' });
  const { blockHash } = await dev.call('eth_getTransactionReceipt', hash);
  return {
    address: [...dev.accounts, `0x${'00'.repeat(20)}`, `0x${'00'.repeat(19)}04`],
    hash32: [hash, blockHash, `0x${'00'.repeat(32)}`, `0x${'00'.repeat(31)}01`],
    data: ['0x', '0x00', '0x6080', '0x60016000fd', '0xfe', '0x5b600056', `0x${'ff'.repeat(100)}`],
    quantity: ['0x0', '0x1', '0x5208', '0x3b9aca00', `0x${'f'.repeat(64)}`],
    quantity64: ['0x0', '0x1', '0x2', '0x5208', '0x186a0', `0x${'f'.repeat(16)}`],
    shortBytes32: ['0x0', '0x1', '1'],
    text: ['', 'x', 'latest'],
  };
}

function sampleParams(method: Method, known: Record<string, readonly string[]>, random: Random): unknown[] {
  const given = method.params.filter(({ required }) => required || random() < 0.7);
  return given.map(({ schema }) => sample(schema, known, random));
}

function complaint(method: Method, { result, error }: Answer): string | undefined {
  if (error?.code === INTERNAL_ERROR) return 'an internal error';
  if (error !== undefined) return /\.ts:\d|\n\s+at /.test(error.message) ? 'a stack trace' : undefined;
  return fits(method.result, result) ? undefined : `a result of another form in ${namespaceOf(method.name)}`;
}
