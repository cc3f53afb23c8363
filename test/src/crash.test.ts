import { expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ALICE, GENESIS, launch, type RunningNode, runToEnd, startProgram, transfer } from './program.ts';
import { temporaryDirectory } from './temporary.ts';

/*
 * Kills a persistent node while it makes blocks, again and again, and starts it anew. No block that anybody was told of
 * may be lost, and at the end every block must hold up to execution from the first one on.
 * XAI_CRASH_SECONDS=600 bun test test/src/crash.test.ts runs it for longer.
 */
const SECONDS = Number(process.env.XAI_CRASH_SECONDS ?? 20);
const CHAIN_ID = 4242n;

const directory = temporaryDirectory();
const path = (name: string) => join(directory, name);

test(
  'kill -9 loses no announced block, and needs no repair',
  async () => {
    writeFileSync(path('genesis.json'), JSON.stringify(GENESIS));
    expect(
      (await runToEnd(['init', '--genesis', path('genesis.json'), '--data-dir', path('chain')])).status,
    ).toBe(0);
    const announced = new Map<bigint, string>();
    const deadline = Date.now() + SECONDS * 1000;
    let kills = 0;
    while (Date.now() < deadline || kills === 0) {
      const node = await startProgram(['start', '--data-dir', path('chain'), '--block-time', '0.02']);
      await expectBlocks(node, announced);
      const feeding = feed(node);
      const watching = watch(node, announced);
      await Bun.sleep(200 + Math.random() * 1300);
      await node.end('SIGKILL');
      await Promise.all([feeding, watching]);
      kills++;
    }
    expect(announced.size).toBeGreaterThan(10);

    const exported = await runToEnd(['export', path('blocks.rlp'), '--data-dir', path('chain')]);
    expect(exported).toMatchObject({ status: 0, error: '' });
    expect(
      (await runToEnd(['init', '--genesis', path('genesis.json'), '--data-dir', path('copy')])).status,
    ).toBe(0);
    await importWithInterruptions();
    const copy = await startProgram(['start', '--data-dir', path('copy'), '--no-mining']);
    await expectBlocks(copy, announced);
    expect(
      BigInt(await copy.call<string>('eth_getTransactionCount', ALICE.address, 'latest')),
    ).toBeGreaterThan(10n);
    await copy.end('SIGTERM');
  },
  SECONDS * 1000 + 120_000,
);

/** Imports into the copy, killed a few times on the way; the last run has to go on where the others stopped. */
async function importWithInterruptions(): Promise<void> {
  const line = ['import', path('blocks.rlp'), '--data-dir', path('copy'), '--log-format', 'json'];
  for (const milliseconds of [500, 700, 900]) {
    const child = launch(line);
    await Bun.sleep(milliseconds);
    child.kill('SIGKILL');
    await child.exited;
  }
  expect(await runToEnd(line)).toMatchObject({ status: 0, error: '' });
}

/** Every block that was announced is there under its hash. */
async function expectBlocks(node: RunningNode, announced: ReadonlyMap<bigint, string>): Promise<void> {
  for (const [number, hash] of announced) {
    const block = await node.call<{ hash: string } | null>(
      'eth_getBlockByNumber',
      `0x${number.toString(16)}`,
      false,
    );
    expect({ number, hash: block?.hash }).toEqual({ number, hash });
  }
}

/** Sends transfers until the node is gone; its pool is lost with it, so the nonce is asked for anew each time. */
async function feed(node: RunningNode): Promise<void> {
  try {
    let nonce = BigInt(await node.call<string>('eth_getTransactionCount', ALICE.address, 'latest'));
    for (;;) await node.call('eth_sendRawTransaction', transfer(CHAIN_ID, nonce++));
  } catch {
    // The node was killed.
  }
}

/** Notes the newest block again and again until the node is gone. */
async function watch(node: RunningNode, announced: Map<bigint, string>): Promise<void> {
  try {
    for (;;) {
      const { number, hash } = await node.call<{ number: string; hash: string }>(
        'eth_getBlockByNumber',
        'latest',
        false,
      );
      announced.set(BigInt(number), hash);
    }
  } catch {
    // The node was killed.
  }
}
