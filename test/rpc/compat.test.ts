import { afterAll, beforeAll, expect, test } from 'bun:test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { methodTable } from '../../rpc/methods/table.ts';
import { FIXTURES_MISSING, fixtureText, RPC_COMPAT } from '../chain/support/fixtures.ts';
import type { Answer, DevNode } from './support/devNode.ts';
import { FIXTURE_NODE_TIMEOUT, openFixtureNode } from './support/fixtureNode.ts';

/**
 * Replays the cases of ethereum/execution-apis that are about methods this node serves, as hive's rpc-compat does: the
 * answers must be equal in every key, error messages apart; of a case marked `speconly` only that it has a result, or an error.
 */
const served = new Set(methodTable({ dev: false }).map(({ name }) => name));
const names = RPC_COMPAT === undefined ? [] : caseNames(RPC_COMPAT);

/** One that answers itself, and one whose reader processes do. */
const nodes: DevNode[] = [];

beforeAll(async () => {
  if (RPC_COMPAT === undefined) return;
  nodes.push(await openFixtureNode());
  if (process.platform === 'linux') nodes.push(await openFixtureNode(2));
}, 2 * FIXTURE_NODE_TIMEOUT);
afterAll(() => Promise.all(nodes.map((node) => node.close())));

if (RPC_COMPAT === undefined) test.skip(FIXTURES_MISSING, () => {});

test.each(names)('%s', async (name) => {
  const lines = fixtureText(`${name}.io`).split('\n');
  const isSpecOnly = lines.some((line) => line.startsWith('// speconly:'));
  const exchanges = lines.filter((line) => /^(>>|<<)/.test(line)).map((line) => line.slice(2).trim());
  for (let i = 0; i < exchanges.length; i += 2) {
    const expected: Answer = JSON.parse(exchanges[i + 1] as string);
    for (const node of nodes) {
      const answer = (await (await node.post(exchanges[i] as string)).json()) as Answer;
      if (isSpecOnly) expect(Object.keys(answer)).toEqual(Object.keys(expected));
      else expect(withoutMessages(answer)).toEqual(withoutMessages(expected));
    }
  }
});

function caseNames(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && served.has(entry.name))
    .flatMap(({ name }) =>
      readdirSync(join(folder, name)).map((file) => `${name}/${file.replace(/\.io$/, '')}`),
    )
    .sort();
}

/** An answer without the text of its error: the specification leaves it open. */
function withoutMessages(answer: Answer) {
  const { error, ...rest } = answer;
  return error === undefined ? rest : { ...rest, error: { ...error, message: undefined } };
}
