import { afterAll, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createPublicClient,
  createWalletClient,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  http,
  webSocket,
} from 'viem';
import { SHANGHAI_FROM_GENESIS } from '../../support/forkConfig.ts';
import { devAccount } from '../accounts.ts';
import { artefact } from '../contracts/compile.ts';
import { freePort, isOther, launchProgram, request, runProgram } from '../launch.ts';
import { root } from '../root.ts';

setDefaultTimeout(300_000);

/** A persistent chain that is killed again and again while it makes blocks, and checked afterwards by re-execution. */
const folder = mkdtempSync(join(tmpdir(), 'xai-e2e-'));
const [data, copy, genesisFile, blocks] = ['data', 'copy', 'genesis.json', 'blocks.rlp'].map((name) =>
  join(folder, name),
) as [string, string, string, string];
const sender = devAccount(0);
const rounds = 8;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const genesis = {
  config: { chainId: 31337, ...SHANGHAI_FROM_GENESIS },
  gasLimit: '0x1c9c380',
  difficulty: '0x0',
  baseFeePerGas: '0x3b9aca00',
  alloc: { [sender.address]: { balance: '0xd3c21bcecceda1000000' } },
};

interface Announced {
  readonly number: bigint;
  readonly hash: Hex;
}

/** Lets the chain run for a while under load, kills it, and says what it announced before. */
async function runAndKill(milliseconds: number, round: number): Promise<Announced[]> {
  const node = await launchProgram(['start', '--data-dir', data, '--block-time', '0.1']);
  const announced: Announced[] = [];
  try {
    const socket = createPublicClient({
      transport: webSocket(node.webSocketUrl, { reconnect: false, retryCount: 0, keepAlive: false }),
    });
    await socket.transport.subscribe({
      params: ['newHeads'],
      onData: ({ result }) =>
        announced.push({ number: BigInt(result.number as unknown as Hex), hash: result.hash as Hex }),
      onError: () => undefined,
    });
    const stop = Date.now() + milliseconds;
    const wallet = createWalletClient({ account: sender, transport: http(node.url, { retryCount: 0 }) });
    let nonce = Number(await request<string>(node.url, 'eth_getTransactionCount', sender.address, 'pending'));
    const { abi, bytecode } = artefact('Probe');
    const fees = {
      chain: null,
      gas: 1_500_000n,
      maxFeePerGas: 10n ** 11n,
      maxPriorityFeePerGas: 1n,
    } as const;
    if (round === 0) await wallet.deployContract({ abi, bytecode, args: [0n], nonce: nonce++, ...fees });
    const probe = getContractAddress({ from: sender.address, nonce: 0n });
    while (Date.now() < stop) {
      const data = encodeFunctionData({ abi, functionName: 'burnGas', args: [BigInt(nonce % 20)] });
      await wallet.sendTransaction({ to: probe, data, nonce: nonce++, ...fees });
      await Bun.sleep(5);
    }
  } finally {
    await node.kill();
  }
  return announced;
}

test.skipIf(isOther)('no announced block is lost, whenever the process is killed', async () => {
  writeFileSync(genesisFile, JSON.stringify(genesis));
  expect(await runProgram(['init', '--genesis', genesisFile, '--data-dir', data])).toMatchObject({ code: 0 });
  const announced = new Map<bigint, Hex>();
  for (let round = 0; round < rounds; round++) {
    for (const { number, hash } of await runAndKill(300 + 137 * round, round)) {
      // A number announced before the last kill is never given to another block.
      expect(announced.get(number) ?? hash).toBe(hash);
      announced.set(number, hash);
    }
  }
  expect(announced.size).toBeGreaterThan(rounds);
  const node = await launchProgram(['start', '--data-dir', data, '--block-time', '3600']);
  try {
    for (const [number, hash] of announced) {
      const block = await request<{ hash: Hex } | null>(
        node.url,
        'eth_getBlockByNumber',
        `0x${number.toString(16)}`,
        false,
      );
      expect(block?.hash).toBe(hash);
    }
  } finally {
    expect(await node.stop()).toBe(0);
  }
});

test.skipIf(isOther)(
  'executed again from its genesis, it has the same roots; an import that is killed goes on',
  async () => {
    expect(await runProgram(['export', blocks, '--data-dir', data])).toMatchObject({ code: 0 });
    expect(await runProgram(['init', '--genesis', genesisFile, '--data-dir', copy])).toMatchObject({
      code: 0,
    });
    let kills = 0;
    for (const patience of [100, 250, 450, 800, 60_000]) {
      const child = Bun.spawn(
        [process.execPath, join(root, 'src/main.ts'), 'import', blocks, '--data-dir', copy],
        {
          stdout: 'ignore',
          stderr: 'ignore',
        },
      );
      const ended = await Promise.race([child.exited, Bun.sleep(patience).then(() => undefined)]);
      if (ended === 0) break;
      child.kill('SIGKILL');
      await child.exited;
      kills++;
    }
    expect(kills).toBeGreaterThan(0);
    const [first, second] = [await head(data), await head(copy)];
    expect(second).toEqual(first);
  },
);

async function head(directory: string): Promise<unknown> {
  const node = await launchProgram(
    ['start', '--data-dir', directory, '--block-time', '3600'],
    await freePort(),
  );
  try {
    return await request(node.url, 'eth_getBlockByNumber', 'latest', true);
  } finally {
    await node.stop();
  }
}
