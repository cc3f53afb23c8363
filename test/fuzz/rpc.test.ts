import { expect, test } from 'bun:test';
import { runSession } from './rpc/session.ts';

test('1,500 random bodies from the method table get proper answers, and the chain works afterwards', async () => {
  for (const session of [0, 1]) {
    expect(await runSession({ seed: 1, session, bodies: 750 })).toBeUndefined();
  }
}, 120_000);
