import { describe, expect, test } from 'bun:test';
import predeploys from '../../../chain/genesis/predeploys.json';
import { EMPTY_BYTES, fromHex } from '../../../storage/encoding/bytes.ts';
import { knownEffect } from '../../../vm/block/knownContracts.ts';
import { systemCall } from '../../../vm/block/systemCall.ts';
import type { WorldState } from '../../../vm/state/worldState.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { block, rules, word, world } from '../world.ts';

const engine = createWasmEngine();
const SYSTEM = fromHex('fffffffffffffffffffffffffffffffffffffffe');
const CONTRACTS = Object.values(predeploys)
  .filter(({ source }) => source.startsWith('EIP-'))
  .map(({ source, address, code }) => ({ source, address: fromHex(address), code: fromHex(code) }));

/** What the contract's code does in the engine. */
async function byEngine(state: WorldState, to: Uint8Array, at: ReturnType<typeof block>, data: Uint8Array) {
  state.beginTransaction();
  const message = {
    caller: SYSTEM,
    to,
    value: 0n,
    data,
    gas: 30_000_000n,
    gasPrice: 0n,
    origin: SYSTEM,
    blobHashes: [],
  };
  const context = { rules: rules('prague'), block: at, state, tracer: undefined };
  const { returnData, halt } = await engine.execute(message, context);
  state.endTransaction(rules('prague'));
  return { returnData, halt };
}

test('the four system contracts are known', () => {
  expect(CONTRACTS.map(({ source }) => source).sort()).toEqual([
    'EIP-2935',
    'EIP-4788',
    'EIP-7002',
    'EIP-7251',
  ]);
});

describe('a system call done directly leaves what the code would', () => {
  for (const { source, address, code } of CONTRACTS) {
    test(source, async () => {
      for (const number of [1n, 2n, 8191n, 8192n, 123_456n]) {
        const at = block({ number, timestamp: number * 12n + 5n });
        const [direct, run] = [world(), world()];
        for (const state of [direct, run]) {
          state.setCode(address, code);
          state.setNonce(address, 1n);
        }
        const data = source === 'EIP-4788' || source === 'EIP-2935' ? word(Number(number) + 77) : EMPTY_BYTES;
        const expected = await byEngine(run, address, at, data);
        expect(expected.halt).toBeUndefined();
        expect(knownEffect(direct.fork(), address, at, data)).toBeDefined();
        const result = await systemCall(
          engine,
          { rules: rules('prague'), block: at, state: direct },
          address,
          data,
        );
        expect(result?.returnData).toEqual(expected.returnData);
        expect(direct.changes()).toEqual(run.changes());
      }
    });
  }

  test('a queue that is not idle runs', () => {
    for (const { source, address, code } of CONTRACTS) {
      if (source !== 'EIP-7002' && source !== 'EIP-7251') continue;
      for (const slot of [0, 1, 2, 3]) {
        const state = world();
        state.setCode(address, code);
        state.setSlot(address, word(slot), Uint8Array.of(1));
        expect(knownEffect(state, address, block(), EMPTY_BYTES)).toBeUndefined();
      }
    }
  });
});
