import { describe, expect, test } from 'bun:test';
import type { Blockchain } from '../../../chain/canonical/blockchain.ts';
import { moduleProtocol } from '../../../modules/protocol/protocol.ts';
import { bigIntToFixedBytes, concatBytes, fromHex } from '../../../storage/encoding/bytes.ts';
import type { Store } from '../../../storage/store.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { adding, HOOK, openHookChain, telling, VALIDATE } from '../../modules/protocol/support.ts';
import { seededRandom } from '../../storage/support/random.ts';
import { deploying, mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';
import { verifyWitness } from '../support/stateless.ts';

const engine = createWasmEngine('off');

/** Executes a block of a chain again with its witness alone; returns the witness. */
async function verified({ chain, store }: { chain: Blockchain; store: Store }, number: bigint) {
  const block = chain.blockByNumber(number);
  if (block === undefined) throw new Error(`no block ${number}`);
  return { block, witness: await verifyWitness(block, { engine, chain, store }) };
}

const word = (value: number | bigint) => bigIntToFixedBytes(BigInt(value), 32);

describe('a witness', () => {
  for (const seed of [1, 2, 3]) {
    test(`is enough for blocks that fill and empty storage, also when they are old, seed ${seed}`, async () => {
      const random = seededRandom(seed);
      await using opened = await openTestChain(testGenesis('osaka'));
      // for each pair of words of the call: SSTORE(first, second)
      const store = fromHex('5f5b368110600957005b8060200135813555604001600156');
      const deployed = await mine(opened.chain, [
        transaction(0, 0, { to: undefined, data: deploying(store), value: 0n }),
      ]);
      const to = deployed.receipts[0]?.contractAddress;
      if (to === undefined) throw new Error('not deployed');
      const head = 24;
      for (let nonce = 1; nonce <= head; nonce++) {
        // few slots, most of them emptied: branches with one child left are made and go all the time
        const pairs = Array.from({ length: 1 + random.below(6) }, () =>
          concatBytes(word(random.below(14)), word(random.chance(0.6) ? 0 : nonce)),
        );
        const stranger = transaction(1, nonce - 1, { to: random.bytes(20) });
        const fields = { to, data: concatBytes(...pairs), value: 0n, gasLimit: 400_000n };
        const { receipts } = await mine(opened.chain, [transaction(0, nonce, fields), stranger]);
        expect(receipts.map(({ succeeded }) => succeeded)).toEqual([true, true]);
      }
      for (let number = 1; number <= head; number++) {
        const { witness } = await verified(opened, BigInt(number));
        expect(witness.headers).toHaveLength(1);
      }
    });
  }

  test('has the headers that BLOCKHASH asks for, and codes that are only looked at', async () => {
    await using opened = await openTestChain(testGenesis('osaka'));
    // BLOCKHASH(NUMBER - 5); EXTCODEHASH of the beacon root contract; SSTORE of both
    const code = fromHex('600543034060005573000f3df6d732807ef1319fb7b8bb8522d0beac023f60015500');
    const { receipts } = await mine(opened.chain, [
      transaction(0, 0, { to: undefined, data: deploying(code), value: 0n }),
    ]);
    const to = receipts[0]?.contractAddress;
    for (let number = 2; number < 9; number++) await mine(opened.chain);
    await mine(opened.chain, [transaction(0, 1, { to, value: 0n })]);
    const { witness } = await verified(opened, 9n);
    expect(witness.headers.map(({ number }) => number)).toEqual([4n, 5n, 6n, 7n, 8n]);
    expect(witness.codes).toContainEqual(code);
    expect(witness.keys).toContainEqual(word(1));
  });

  test('lacks nothing under the forks in which contracts destroy themselves', async () => {
    for (const fork of ['byzantium', 'istanbul', 'london', 'shanghai', 'cancun'] as const) {
      await using opened = await openTestChain(testGenesis(fork));
      // SSTORE(1, 1), then, if it is called again, SELFDESTRUCT(CALLER)
      const code = fromHex('6001541560095733ff5b600160015500');
      const { receipts } = await mine(opened.chain, [
        transaction(0, 0, { to: undefined, data: deploying(code), value: 7n }),
      ]);
      const to = receipts[0]?.contractAddress;
      for (let nonce = 1; nonce <= 3; nonce++) {
        const called = await mine(opened.chain, [transaction(0, nonce, { to })]);
        expect(called.receipts[0]?.succeeded).toBe(true);
      }
      for (let number = 1n; number <= 4n; number++) await verified(opened, number);
    }
  });

  test('is enough where modules have hooks and a block ends with its own transaction', async () => {
    await using opened = await openHookChain();
    await mine(opened.chain, [adding(0, VALIDATE, HOOK, 500_000n, 'first'), telling(1, 0, 1)]);
    await mine(opened.chain, [transaction(1, 0, { gasLimit: 50_000n })]);
    expect(opened.chain.protocol).toBe(moduleProtocol);
    for (const number of [1n, 2n]) await verified(opened, number);
  });
});
