import { afterAll, beforeAll, expect, test } from 'bun:test';
import { mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../house/tree.ts';
import { type DevNode, openDevNode } from '../rpc/support/devNode.ts';
import { temporaryDirectory } from '../src/temporary.ts';

/** What somebody writes on top of the package; the lines marked as wrong must not pass the type check. */
const USE = `
import { createPublicClient, createWalletClient, http, type Hex } from 'viem';
import { moduleAbis, privateKeyToXaiAccount, toXaiAddress, xaiActions, xaiTestnet, type XaiMethods } from 'xai-viem';
import { xaiMainnet } from 'xai-viem/chains';

const transport = http(process.argv[2]);
const client = createPublicClient({ transport, pollingInterval: 20 }).extend(xaiActions);
const account = privateKeyToXaiAccount(\`0x\${'11'.repeat(32)}\`);
const chain = { ...xaiTestnet, id: await client.getChainId() };
const wallet = createWalletClient({ account, chain, transport });
const hash: Hex = await wallet.sendTransaction({ to: account.address, value: 5n });
await client.waitForTransactionReceipt({ hash });
const seen: XaiMethods['xai_getTransaction']['result'] = await client.xai.getTransaction(hash);
console.log(seen?.tx_type, seen?.sender === toXaiAddress(account.address, 'testnet'), xaiMainnet.id);

export async function check() {
  const address = '0x5841490000000000000000000000000000000001';
  const ids: readonly Hex[] = await client.readContract({ address, abi: moduleAbis.moduleRegistry, functionName: 'modules' });
  const id: 22593 = xaiMainnet.id;
  // @ts-expect-error: the hash is missing
  await client.xai.getTransaction();
  // @ts-expect-error: there is no such method
  await client.xai.nothing();
  // @ts-expect-error: the amount is text
  const amount: bigint | undefined = seen?.amount;
  // @ts-expect-error: there is no such function
  await client.readContract({ address, abi: moduleAbis.moduleRegistry, functionName: 'nothing' });
  return [ids, id, amount];
}
`;

const folder = temporaryDirectory();
let dev: DevNode;
beforeAll(async () => {
  dev = await openDevNode();
  await dev.call('anvil_setBalance', '0xb4e84a53cd74a3ed9bf15e1edd92c2a69e567462', '0xde0b6b3a7640000');
});
afterAll(() => dev.close());

async function run(cwd: string, ...line: string[]): Promise<{ status: number; out: string; error: string }> {
  const child = Bun.spawn(line, { cwd, stdout: 'pipe', stderr: 'pipe' });
  const [out, error] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  return { status: await child.exited, out, error };
}

test('npm pack gives a package that a strict project compiles and Node runs', async () => {
  const packed = await run(join(ROOT, 'sdk'), 'npm', 'pack', '--silent', '--pack-destination', folder);
  expect(packed).toMatchObject({ status: 0 });
  const [archive = ''] = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const installed = join(folder, 'node_modules', 'xai-viem');
  mkdirSync(installed, { recursive: true });
  expect(await run(folder, 'tar', '-xzf', archive, '-C', installed, '--strip-components=1')).toMatchObject({
    status: 0,
  });
  for (const name of ['viem', '@types'])
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'use.ts'), USE);
  const tsc = (module: string, moduleResolution: string) =>
    run(
      folder,
      ...[
        join(ROOT, 'node_modules/.bin/tsc'),
        '--strict',
        '--pretty',
        'false',
        '--target',
        'es2022',
        '--types',
        'node',
      ],
      ...['--skipLibCheck', '--module', module, '--moduleResolution', moduleResolution, 'use.ts'],
    );
  expect(await tsc('nodenext', 'nodenext')).toEqual({ status: 0, out: '', error: '' });
  expect(await tsc('esnext', 'bundler')).toEqual({ status: 0, out: '', error: '' });
  expect(await run(folder, 'node', 'use.js', dev.url)).toEqual({
    status: 0,
    out: 'normal true 22593\n',
    error: '',
  });
}, 120_000);
