import { afterAll, beforeAll, expect, test } from 'bun:test';
import { join } from 'node:path';
import { ALICE, BOB, type RunningNode, sources, startProgram } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const folder = temporaryDirectory();
const keystore = join(folder, 'keys');
const PASSWORD = 'a long password';
const FIXTURES = join(import.meta.dir, '..', 'contract', 'fixtures', 'foundry');

let node: RunningNode;
beforeAll(async () => {
  node = await startProgram(['dev', '--no-mining']);
});
afterAll(async () => {
  await node?.end('SIGTERM');
});

/** Runs a command on a terminal; of each pair the second is typed, or done, when the first is shown. */
async function typed(
  line: readonly string[],
  dialogue: readonly (readonly [question: string, answer: string | (() => Promise<unknown>)])[],
) {
  const { command, environment } = sources();
  let screen = '';
  const child = Bun.spawn([...command, ...line], {
    env: environment,
    terminal: {
      cols: 100,
      rows: 40,
      data: (_terminal, bytes) => {
        screen += new TextDecoder().decode(bytes);
      },
    },
  });
  const deadline = Date.now() + 60_000;
  for (const [question, answer] of dialogue) {
    while (!screen.includes(question) && child.exitCode === null && Date.now() < deadline)
      await Bun.sleep(20);
    expect(screen).toContain(question);
    if (typeof answer !== 'string') {
      await answer();
      continue;
    }
    // A question is shown a moment before the terminal is told to show nothing.
    await Bun.sleep(100);
    child.terminal?.write(`${answer}\r`);
  }
  return { status: await child.exited, screen };
}

test('a key and passwords are typed unseen; a transaction is agreed to, and waited for', async () => {
  const key = Buffer.from(BOB.key).toString('hex');
  const kept = await typed(
    ['account', 'import', '--keystore', keystore],
    [
      ['private key (hex): ', key],
      ['new password: ', PASSWORD],
      ['once more: ', PASSWORD],
    ],
  );
  expect(kept).toMatchObject({ status: 0 });
  expect(kept.screen).not.toContain(key.slice(0, 8));
  expect(kept.screen).not.toContain(PASSWORD);

  const deploy = ['contract', 'deploy', 'Sums', '--project', FIXTURES, '--rpc-url', node.url];
  const by = ['--account', BOB.address, '--keystore', keystore];
  const sent = await typed(
    [...deploy, ...by],
    [
      ['send it? [y/N] ', 'y'],
      ['password of 0x70997970', PASSWORD],
      ['waiting for a block, 0 s', () => node.call('evm_mine')],
    ],
  );
  expect(sent.screen.indexOf('cost  ')).toBeLessThan(sent.screen.indexOf('send it?'));
  expect(sent.screen).toContain('status       succeeded');
  expect(sent.screen).not.toContain(PASSWORD);
  expect(sent.status).toBe(0);

  const declined = await typed([...deploy, '--unlocked', ALICE.address], [['send it? [y/N] ', 'n']]);
  expect(declined).toMatchObject({ status: 1, screen: expect.stringContaining('error: nothing was sent') });
}, 120_000);
