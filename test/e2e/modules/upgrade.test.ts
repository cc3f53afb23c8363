import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeFunctionData, type Hex, numberToHex, parseEther } from 'viem';
import { asciiWord } from '../../../modules/encoding/word.ts';
import { devAccount } from '../accounts.ts';
import {
  ask,
  isOther,
  launchDev,
  launchProgram,
  type RunningNode,
  request,
  runProgram,
  until,
} from '../launch.ts';
import { clientsOf, GENESIS, MODULES, pass } from './support.ts';

setDefaultTimeout(120_000);

/**
 * What docs/governance/UPGRADE.md says of the protocol's parameters: decided on one node, they hold from the stated block or
 * time on there, on a node that follows it, and on one that imports its blocks.
 */

/** CLZ of 1, returned: an instruction of Osaka. The genesis has forks through Prague. */
const COUNT_ZEROS = '0x60011e5f5260205ff3';
const INVALID = 'invalid opcode';
/** Answers calls with nothing. */
const STOP = '0x600060005360016000f3';
const GAS_LIMIT = 20_000_000n;

interface Header {
  readonly number: Hex;
  readonly hash: Hex;
  readonly gasLimit: Hex;
  readonly timestamp: Hex;
}

describe.skipIf(isOther)('a decided upgrade', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xai-e2e-upgrade-'));
  const genesis = join(folder, 'genesis.json');
  const [ann, bob] = [devAccount(0), devAccount(1)];
  let producer: RunningNode;
  let follower: RunningNode;
  let clients: ReturnType<typeof clientsOf>;
  let contract: Hex;

  beforeAll(async () => {
    const config = { ...GENESIS.config, xai: { modules: 'dev' } };
    writeFileSync(genesis, JSON.stringify({ ...GENESIS, config }));
    producer = await launchDev(['--init', genesis]);
    follower = await launchProgram([
      ...['start', '--data-dir', join(folder, 'follower'), '--genesis', genesis],
      ...['--follow', producer.url],
    ]);
    clients = clientsOf(producer.url);
    await write('staking', 'lock', [], parseEther('500'));
    const hash = await clients.writer.sendTransaction({ account: ann, data: STOP });
    contract = (await clients.reader.waitForTransactionReceipt({ hash })).contractAddress ?? '0x';
  });

  afterAll(async () => {
    await Promise.all([producer.stop(), follower.stop()]);
    rmSync(folder, { recursive: true, force: true });
  });

  test('moves the gas limit from the stated block on, and not before', async () => {
    const before = await header(producer);
    const stated = BigInt(before.number) + 10n;
    await decide([['blockGasLimit', GAS_LIMIT, stated]], 'smaller blocks');
    await mineTo(stated + 2n);
    const limits = await Promise.all(
      [-1n, 0n, 1n, 2n].map(async (offset) => (await header(producer, stated + offset)).gasLimit),
    );
    const start = BigInt(before.gasLimit);
    const step = (limit: bigint) => limit - limit / 1024n + 1n;
    expect(limits.map(BigInt)).toEqual([start, step(start), step(step(start)), step(step(step(start)))]);
    await followed();
  });

  test('brings a fork and its instructions at the stated time, and leaves earlier blocks as they were', async () => {
    const head = await header(producer);
    const time = BigInt(head.timestamp) + 600n;
    await decide([['fork.osaka', time, 0n]], 'Osaka');
    const early = await header(producer);
    expect(BigInt(early.timestamp)).toBeLessThan(time);
    expect((await ask(producer.url, 'eth_call', { data: COUNT_ZEROS }, 'latest')).error?.message).toContain(
      INVALID,
    );
    await pass(producer.url, 600);
    await followed();
    for (const node of [producer, follower]) {
      expect(BigInt(await request(node.url, 'eth_call', { data: COUNT_ZEROS }, 'latest'))).toBe(255n);
      const then = await ask(node.url, 'eth_call', { data: COUNT_ZEROS }, early.number);
      expect(then.error?.message).toContain(INVALID);
      const config = await request<{ current: { activationTime: number } }>(node.url, 'eth_config');
      expect(BigInt(config.current.activationTime)).toBe(time);
    }
    // In a transaction too, on both.
    const hash = await clients.writer.sendTransaction({ account: ann, data: COUNT_ZEROS, gas: 200_000n });
    expect((await clients.reader.waitForTransactionReceipt({ hash })).status).toBe('success');
    await followed();
  });

  test('closes the chain to contracts and opens it again', async () => {
    const stated = BigInt((await header(producer)).number) + 12n;
    await decide([['feature.vm', 0n, stated]], 'no contracts for a while');
    await mineTo(stated - 2n);
    const call = { from: bob.address, to: contract, data: '0x12', gas: '0x186a0' };
    // The last block before the stated one still takes it.
    await request(producer.url, 'eth_sendTransaction', call);
    expect((await header(producer)).number).toBe(numberToHex(stated - 1n));
    const refusal = 'contract transactions are disabled by governance (feature.vm is off)';
    const refused = await ask(producer.url, 'eth_sendTransaction', call);
    expect(refused.error?.message).toContain(refusal);
    await request(producer.url, 'evm_mine');
    await followed();
    expect(await request<object>(follower.url, 'xai_featureFlags')).toEqual({ vm: false, wasm: true });
    // The follower says so itself, and transfers pass through it.
    const signed = await clients.writer.signTransaction({
      ...{ account: bob, to: contract, data: '0x12', gas: 100_000n, nonce: 1, type: 'eip1559' },
      ...{ maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n },
    } as never);
    expect((await ask(follower.url, 'eth_sendRawTransaction', signed)).error?.message).toContain(refusal);
    const creation = await ask(producer.url, 'eth_sendTransaction', {
      from: bob.address,
      data: STOP,
      gas: '0x186a0',
    });
    expect(creation.error?.message).toContain(refusal);
    const transfer = { from: bob.address, to: ann.address, value: '0x1' };
    const paid: Hex = await request(producer.url, 'eth_sendTransaction', transfer);
    expect(await request<object>(producer.url, 'eth_getTransactionReceipt', paid)).toMatchObject({
      status: '0x1',
    });

    // Governance itself goes on, and opens the chain again.
    await decide([['feature.vm', 1n, 0n]], 'contracts again');
    await request(producer.url, 'evm_mine');
    await request(producer.url, 'eth_sendTransaction', call);
    await followed();
    expect(await request<object>(follower.url, 'xai_featureFlags')).toEqual({ vm: true, wasm: true });
  });

  test('is made again by a node that imports the blocks', async () => {
    const head = await header(producer);
    const blocks: Buffer[] = [];
    for (let number = 1n; number <= BigInt(head.number); number++) {
      const raw = await request<string>(producer.url, 'debug_getRawBlock', numberToHex(number));
      blocks.push(Buffer.from(raw.slice(2), 'hex'));
    }
    const file = join(folder, 'blocks.rlp');
    writeFileSync(file, Buffer.concat(blocks));
    const copy = join(folder, 'copy');
    expect(await runProgram(['init', '--genesis', genesis, '--data-dir', copy])).toMatchObject({ code: 0 });
    expect(await runProgram(['import', file, '--data-dir', copy])).toMatchObject({ code: 0 });
    const other = await launchProgram(['start', '--data-dir', copy, '--no-mining']);
    try {
      expect(await header(other)).toEqual(head);
      expect(BigInt(await request(other.url, 'eth_call', { data: COUNT_ZEROS }, 'latest'))).toBe(255n);
    } finally {
      await other.stop();
    }
  });

  function header(node: RunningNode, number?: bigint): Promise<Header> {
    return request(
      node.url,
      'eth_getBlockByNumber',
      number === undefined ? 'latest' : numberToHex(number),
      false,
    );
  }

  /** The follower has the producer's head: it has executed all of it to the same roots. */
  async function followed(): Promise<void> {
    const { hash } = await header(producer);
    await until(async () => (await header(follower)).hash === hash, 'the follower has the head', 20_000);
  }

  async function mineTo(number: bigint): Promise<void> {
    while (BigInt((await header(producer)).number) < number) await request(producer.url, 'evm_mine');
  }

  async function write(
    module: keyof typeof MODULES,
    functionName: string,
    args: readonly unknown[],
    value = 0n,
  ): Promise<void> {
    const parameters = { ...MODULES[module], functionName, args, account: ann, value };
    const hash = await clients.writer.writeContract(parameters as never);
    const receipt = await clients.reader.waitForTransactionReceipt({ hash });
    expect(`${functionName}: ${receipt.status}`).toBe(`${functionName}: success`);
  }

  /** Proposes changes of parameters, votes, queues and executes. */
  async function decide(
    changes: readonly (readonly [key: string, value: bigint, effectiveBlock: bigint])[],
    description: string,
  ): Promise<void> {
    const calls = changes.map(([key, value, from]) =>
      encodeFunctionData({
        ...MODULES.parameters,
        functionName: 'schedule',
        args: [asciiWord(key), value, from],
      }),
    );
    const { address } = MODULES.parameters;
    const args = [calls.map(() => address), calls.map(() => 0n), calls, description] as const;
    const proposal = await clients.reader.simulateContract({
      ...{ ...MODULES.governor, functionName: 'propose', args, account: ann },
    });
    await write('governor', 'propose', args);
    await pass(producer.url, 2);
    await write('governor', 'castVote', [proposal.result, 1]);
    await pass(producer.url, 61);
    await write('governor', 'queue', [proposal.result]);
    await pass(producer.url, 6);
    await write('governor', 'execute', [proposal.result]);
  }
});
