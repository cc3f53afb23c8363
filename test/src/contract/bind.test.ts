import { afterAll, beforeAll, expect, test } from 'bun:test';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonClient } from '../../../src/contract/bindPython.ts';
import { typescriptClient } from '../../../src/contract/bindTypescript.ts';
import { findArtifact } from '../../../src/contract/find.ts';
import { ROOT } from '../../house/tree.ts';
import { pythonWithPackages } from '../../support/python/python.ts';
import { ALICE, type RunningNode, runToEnd, startProgram } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const FIXTURES = join(import.meta.dir, 'fixtures', 'foundry');
const folder = temporaryDirectory();

/** What somebody writes on top of the clients; the lines marked as wrong must not pass the type check. */
const USE = `
import { createWalletClient, http, publicActions, type Account, type Chain, type Transport, type WalletClient } from 'viem';
import { foundry } from 'viem/chains';
import { ledgerAt } from './ledger.ts';
import { deploySums, sumsAt } from './sums.ts';
const client = createWalletClient({ account: '${ALICE.address}', chain: foundry, transport: http(process.argv[2]) }).extend(publicActions);
const hash = await deploySums(client as unknown as WalletClient<Transport, Chain, Account>, []);
const { contractAddress } = await client.waitForTransactionReceipt({ hash, pollingInterval: 20 });
if (!contractAddress) throw new Error('no contract');
const three: bigint = await sumsAt(contractAddress, client).read.add([1n, 2n]);
console.log(three);
export async function check() {
  const ledger = ledgerAt(contractAddress as '0x', client);
  const entries: readonly { owner: '0x' | \`0x\${string}\`; amount: bigint }[] = await ledger.read.all();
  // @ts-expect-error: the title is text
  const title: bigint = await ledger.read.title();
  // @ts-expect-error: a note is missing
  await ledger.write.add([1n]);
  // @ts-expect-error: there is no such function
  await ledger.read.nothing();
  return [entries, title];
}
`;

/** The same in Python; `wrong` is appended where the type check has to fail. */
const USE_PYTHON = `
import sys
from web3 import Web3
from ledger import Ledger
from sums import Sums

web3 = Web3(Web3.HTTPProvider(sys.argv[1]))
sender = web3.eth.accounts[0]
receipt = web3.eth.wait_for_transaction_receipt(Sums.deploy(web3, {"from": sender}), poll_latency=0.05)
address = receipt["contractAddress"]
assert address is not None
three: int = Sums(web3, address).add(1, 2)
print(three)


def check(ledger: Ledger) -> list[tuple[str, int]]:
    ledger.addAll_2([(sender, 7)], 2, {"from": sender})
    return [(owner, amount) for owner, amount in ledger.all()]
`;
const WRONG_PYTHON = 'title: int = Ledger(web3, address).title()\n';

const PYTHON = await pythonWithPackages();

let node: RunningNode;
beforeAll(async () => {
  node = await startProgram(['dev']);
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  const config = JSON.parse(await Bun.file(join(ROOT, 'tsconfig.json')).text());
  const { include: _include, exclude: _exclude, ...rest } = config;
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...rest, include: ['*.ts'] }));
});
afterAll(async () => {
  await node?.end('SIGTERM');
});

test('a client in TypeScript has the types of the contract, and runs', async () => {
  for (const [name, file] of [
    ['Ledger', 'ledger.ts'],
    ['Sums', 'sums.ts'],
  ] as const) {
    const line = ['contract', 'bind', name, '--project', FIXTURES, '--out', join(folder, file)];
    expect(await runToEnd(line)).toMatchObject({ status: 0, error: '' });
  }
  writeFileSync(join(folder, 'use.ts'), USE);
  const tsc = Bun.spawnSync([join(ROOT, 'node_modules/.bin/tsc'), '--noEmit', '--pretty', 'false'], {
    cwd: folder,
  });
  expect(tsc.stdout.toString()).toBe('');
  const ran = Bun.spawn([process.execPath, 'use.ts', node.url], {
    cwd: folder,
    stdout: 'pipe',
    stderr: 'pipe',
  });
  expect(await ran.stderr.text()).toBe('');
  expect(await ran.stdout.text()).toBe('3n\n');
}, 60_000);

test('an unlinked contract has no code to deploy in its client', () => {
  expect(typescriptClient(findArtifact(FIXTURES, 'Ledger'))).not.toContain('deployLedger');
  expect(pythonClient(findArtifact(FIXTURES, 'Ledger'))).not.toContain('BYTECODE');
});

test('a client in Python numbers overloads and types what it can', () => {
  const text = pythonClient(findArtifact(FIXTURES, 'Ledger'));
  expect(text).toContain(
    'def addAll_2(self, given: list[tuple[ChecksumAddress, int]], times: int, transaction: TxParams)',
  );
  expect(text).toContain(
    'def first(self, block: BlockIdentifier = "latest") -> tuple[ChecksumAddress, int]:',
  );
  expect(pythonClient(findArtifact(FIXTURES, 'Sums'))).toContain(
    'def deploy(cls, web3: Web3, transaction: TxParams)',
  );
});

test.skipIf(PYTHON === undefined)(
  'a client in Python passes mypy, and runs',
  async () => {
    for (const name of ['Ledger', 'Sums']) {
      writeFileSync(join(folder, `${name.toLowerCase()}.py`), pythonClient(findArtifact(FIXTURES, name)));
    }
    writeFileSync(join(folder, 'use.py'), USE_PYTHON);
    writeFileSync(join(folder, 'wrong.py'), USE_PYTHON + WRONG_PYTHON);
    const python = (...line: string[]) => Bun.spawnSync([PYTHON ?? '', ...line], { cwd: folder });
    expect(python('-m', 'mypy', '--strict', 'use.py').stdout.toString()).toContain('Success');
    expect(python('-m', 'mypy', '--strict', 'wrong.py').stdout.toString()).toContain('Found 1 error');
    expect(python('use.py', node.url).stdout.toString()).toBe('3\n');
  },
  120_000,
);
