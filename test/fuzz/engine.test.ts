import { expect, test } from 'bun:test';
import { runEngineSession } from './rpc/engineSession.ts';

test('1,200 requests of a mad consensus client get proper answers, and the chain works afterwards', async () => {
  for (const session of [0, 1]) {
    expect(await runEngineSession({ seed: 1, session, bodies: 600 })).toBeUndefined();
  }
}, 120_000);
