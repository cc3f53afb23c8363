import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { NATIVE_SENDER, PING, signWanted } from '../../support/nativeTraffic.ts';
import { install } from '../install.ts';
import { freePort, launchDev, type RunningNode, request, until } from '../launch.ts';
import { type FullBlock, makeFullBlock, NEXT_NONCE } from '../native/facts.ts';
import { root } from '../root.ts';

setDefaultTimeout(180_000);

/** Ponder indexes a native account and a contract that native transactions call: from the past, then as blocks come. */
let node: RunningNode;
let full: FullBlock;
let ponder: Bun.Subprocess<'ignore', 'pipe', 'pipe'>;
let url = '';
let output = '';
const database = mkdtempSync(join(tmpdir(), 'xai-ponder-'));

interface Found {
  readonly sent: readonly Record<string, unknown>[];
  readonly pings: readonly Record<string, unknown>[];
}

const found = async (): Promise<Found> => (await fetch(`${url}/found`)).json() as Promise<Found>;

beforeAll(async () => {
  const project = await install(join(root, 'test/e2e/ponder/project'));
  node = await launchDev();
  full = await makeFullBlock(node);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  ponder = Bun.spawn(
    ['node', 'node_modules/ponder/dist/esm/bin/ponder.js', 'dev', '--disable-ui', '--port', String(port)],
    {
      cwd: project,
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'pipe',
      env: {
        ...process.env,
        PONDER_TELEMETRY_DISABLED: 'true',
        XAI_URL: node.url,
        XAI_SENDER: toHex(NATIVE_SENDER),
        XAI_LOGGER: toHex(full.logger),
        XAI_EVENT: PING,
        XAI_DATABASE: database,
      },
    },
  );
  const collect = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    for await (const chunk of stream) output += decoder.decode(chunk, { stream: true });
  };
  void collect(ponder.stdout);
  void collect(ponder.stderr);
  const ready = () =>
    fetch(`${url}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await until(ready, 'Ponder', 60_000).catch((error) => {
    throw new Error(`${error}\n${output.slice(-4000)}`);
  });
});

afterAll(async () => {
  ponder?.kill();
  await ponder?.exited;
  await node?.stop();
  rmSync(database, { recursive: true, force: true });
});

test('what was there: native transactions in their places, with their receipts', async () => {
  // Ponder leaves out what failed.
  const facts = full.facts.filter(({ type, status }) => type === 0 && status === 1);
  // Ready means as far as the blocks are final; Ponder takes the newest when one more comes.
  await request(node.url, 'evm_mine');
  const last = facts.at(-1)?.hash;
  await until(async () => (await found()).sent.some(({ hash }) => hash === last), 'the full block', 30_000);
  const { sent, pings } = await found();
  const indexed = sent.filter(({ block }) => block === full.number);
  expect(indexed.toSorted((a, b) => Number(a.index) - Number(b.index))).toEqual(
    facts.map(({ hash, from, to, nonce, index }) => ({
      hash,
      from,
      to,
      nonce,
      index,
      type: 'legacy',
      status: 'success',
      block: full.number,
    })),
  );
  expect(pings).toHaveLength(3);
  for (const { from, receiptFrom, value } of pings) expect([receiptFrom, value]).toEqual([from, 42]);
});

test('what comes: a native transaction is indexed as its block is made', async () => {
  const { raw } = signWanted({ kind: 'contract_call', to: full.logger }, NEXT_NONCE);
  const hash = await request<string>(node.url, 'eth_sendRawTransaction', toHex(raw));
  await until(async () => (await found()).sent.some((each) => each.hash === hash), 'the transaction', 30_000);
  const { pings } = await found();
  expect(pings.filter((each) => each.hash === hash)).toMatchObject([
    { from: toHex(NATIVE_SENDER), value: 42 },
  ]);
});
