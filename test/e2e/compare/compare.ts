#!/usr/bin/env bun
/**
 * Asks this node and anvil the same questions about the same chain and prints where the answers differ: by shape (fields,
 * types, forms of numbers) always, by value where the value must be the same on both. Run: `bun test/e2e/compare/compare.ts`.
 * The end code is 0 when every difference is one that `expected.ts` explains.
 */
import { createWalletClient, encodeFunctionData, type Hex, http } from 'viem';
import { foundry } from 'viem/chains';
import { devAccount } from '../accounts.ts';
import { artefact } from '../contracts/compile.ts';
import { toolPath } from '../foundry/tools.ts';
import { type Answer, ask, freePort, launchDev, request } from '../launch.ts';
import { expected } from './expected.ts';
import { questions } from './questions.ts';
import { shapeDifferences } from './shape.ts';

/** Fixed, so that both chains have the same timestamps and with them the same hashes where their headers agree. */
const start = '1700000000';

const ours = await launchDev(['--timestamp', start, '--hardfork', 'prague']);
const port = await freePort();
const anvil = Bun.spawn(
  [toolPath('anvil'), '--silent', '--port', String(port), '--timestamp', start, '--hardfork', 'prague'],
  {
    stdout: 'ignore',
    stderr: 'ignore',
  },
);
const theirs = { url: `http://127.0.0.1:${port}` };
let failures = 0;
try {
  await waitFor(theirs.url);
  const known = await Promise.all([prepare(ours.url), prepare(theirs.url)]);
  for (const question of questions) {
    const [left, right] = await Promise.all([
      ask(ours.url, question.method, ...question.params(known[0])),
      ask(theirs.url, question.method, ...question.params(known[1])),
    ]);
    for (const line of differences(left, right)) {
      const explained = expected.find((each) => each.question.test(question.name) && each.line.test(line));
      if (!explained) failures++;
      process.stdout.write(`${question.name}: ${line} (${explained?.why ?? 'UNEXPLAINED'})\n`);
    }
  }
  process.stdout.write(`${questions.length} questions, ${failures} unexplained differences\n`);
} finally {
  anvil.kill();
  await ours.stop();
}
process.exit(failures === 0 ? 0 : 1);

function differences(left: Answer, right: Answer): string[] {
  if (left.error && right.error) {
    return left.error.code === right.error.code
      ? []
      : [`error.code: ${left.error.code}, anvil ${right.error.code}`];
  }
  if (left.error) return [`error: ${left.error.message} where anvil answers`];
  if (right.error) return [`answered where anvil has an error: ${right.error.message}`];
  return shapeDifferences(left.result, right.result, 'result');
}

async function waitFor(url: string): Promise<void> {
  for (let i = 0; i < 100; i++) {
    const answered = await request(url, 'eth_chainId').then(
      () => true,
      () => false,
    );
    if (answered) return;
    await Bun.sleep(50);
  }
  throw new Error('anvil did not start');
}

/** The same five blocks on each: a deployment, a call with a log, a failed call, a transfer, an empty block. */
async function prepare(url: string): Promise<Known> {
  const wallet = createWalletClient({ account: devAccount(0), chain: foundry, transport: http(url) });
  const { abi, bytecode } = artefact('Probe');
  const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n } as const;
  const settle = async (hash: Hex): Promise<{ hash: Hex; address: Hex; block: Hex }> => {
    for (;;) {
      const receipt = await request<{ contractAddress: Hex; blockHash: Hex } | null>(
        url,
        'eth_getTransactionReceipt',
        hash,
      );
      if (receipt) return { hash, address: receipt.contractAddress, block: receipt.blockHash };
      await Bun.sleep(20);
    }
  };
  const { address: probe } = await settle(
    await wallet.deployContract({ abi, bytecode, args: [5n], gas: 2_000_000n, ...fees }),
  );
  const call = (functionName: string, args: readonly unknown[]) =>
    encodeFunctionData({ abi, functionName, args: [...args] });
  const noted = await settle(
    await wallet.sendTransaction({ to: probe, data: call('note', [7n, 'seven']), gas: 200_000n, ...fees }),
  );
  const failed = await settle(
    await wallet.sendTransaction({ to: probe, data: call('refuse', [7n]), gas: 200_000n, ...fees }),
  );
  const moved = await settle(
    await wallet.sendTransaction({ to: devAccount(1).address, value: 9n, gas: 21_000n, ...fees }),
  );
  await request(url, 'evm_mine');
  return { probe, noted: noted.hash, failed: failed.hash, moved: moved.hash, block: noted.block, call };
}

/** What the questions may refer to; hashes differ from chain to chain. */
export interface Known {
  readonly probe: Hex;
  readonly noted: Hex;
  readonly failed: Hex;
  readonly moved: Hex;
  /** hash of the block of `noted` */
  readonly block: Hex;
  call(functionName: string, args: readonly unknown[]): Hex;
}
