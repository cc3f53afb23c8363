import { expect, test } from 'bun:test';
import { Follower } from '../../../src/follow/follower.ts';
import type { BlockSource } from '../../../src/follow/source.ts';
import { createLogger } from '../../../src/logger.ts';
import { transaction } from '../../chain/support/chain.ts';
import { openDevNode } from '../../chain/support/devNode.ts';

test('what waits is handed on again, but not what is on its way to a source', async () => {
  await using node = await openDevNode();
  const [kept, onItsWay] = [transaction(0, 0), transaction(1, 0)];
  const taken: Uint8Array[] = [];
  const first = Promise.withResolvers<boolean>();
  let looks = 0;
  const source: BlockSource = {
    url: 'http://source',
    async head() {
      looks++;
      const { header, hash } = node.chain.head();
      return { number: header.number, hash };
    },
    hashAt: () => Promise.resolve(undefined),
    marked: () => Promise.resolve(undefined),
    blocks: () => Promise.resolve([]),
    submit(raw) {
      taken.push(raw);
      return taken.length === 1 ? first.promise : Promise.resolve(true);
    },
  };
  let now = 0;
  const follower = new Follower([source], {
    chain: node.chain,
    mark: () => undefined,
    waiting: () => [kept, onItsWay],
    logger: createLogger({ level: 'silent', format: 'json', colour: false }),
    // Each look at the clock is a minute later: every look at the source is one at which transactions are handed on again.
    now: () => (now += 60_000),
    onClose: () => undefined,
  });
  const submitted = follower.submit(onItsWay, []);
  follower.start();
  const times = (raw: Uint8Array) => taken.filter((one) => one === raw).length;
  const twoMoreLooks = async () => {
    for (const seen = looks; looks < seen + 2; ) await Bun.sleep(5);
  };
  await twoMoreLooks();
  expect(times(kept.raw)).toBeGreaterThan(0);
  expect(times(onItsWay.raw)).toBe(1);
  first.resolve(true);
  await submitted;
  await twoMoreLooks();
  await follower.close();
  expect(times(onItsWay.raw)).toBeGreaterThan(1);
});
