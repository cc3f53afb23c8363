import { describe, expect, test } from 'bun:test';
import { EMPTY_BYTES, fromHex } from '../../../storage/encoding/bytes.ts';
import { createReferenceEngine } from '../../../vm/reference/engine.ts';
import { recentMap } from '../../../vm/reference/recent.ts';
import type { WorldState } from '../../../vm/state/worldState.ts';
import { ALICE, address, block, CONTRACT, rules, world } from '../world.ts';

const engine = createReferenceEngine();

async function halt(state: WorldState, to: Uint8Array | undefined, data = EMPTY_BYTES) {
  state.beginTransaction();
  const message = {
    caller: ALICE,
    to,
    value: 0n,
    data,
    gas: 100_000n,
    gasPrice: 1n,
    origin: ALICE,
    blobHashes: [],
  };
  const context = { rules: rules('prague'), block: block(), state, tracer: undefined };
  return (await engine.execute(message, context)).halt;
}

describe('jump destinations found once', () => {
  test('hold for the same code in another state, and not for other code at the same address', async () => {
    for (const [code, expected] of [
      ['6004565b00', 'invalid jump destination'],
      ['6003565b00', undefined],
      ['6004565b00', 'invalid jump destination'],
      ['600456fe5b00', undefined],
    ] as const) {
      expect(await halt(world(code), CONTRACT)).toBe(expected);
      expect(await halt(world(code), CONTRACT)).toBe(expected);
    }
  });

  test('of initcode in one piece of memory are those of each creation', async () => {
    // CREATE of 5 bytes of memory that jump to a destination; then the same memory with another target, which fails
    const jumpsWell = '6003565b00';
    const jumpsBadly = '6004565b00';
    const create = (initcode: string) => `64${initcode}5f526005601b5ff0`;
    // returns the second address: 0 for the failed creation
    const state = world(`${create(jumpsWell)}50${create(jumpsBadly)}5f5260205ff3`);
    state.beginTransaction();
    const context = { rules: rules('prague'), block: block(), state, tracer: undefined };
    const { returnData } = await engine.execute(
      {
        caller: ALICE,
        to: CONTRACT,
        value: 0n,
        data: EMPTY_BYTES,
        gas: 1_000_000n,
        gasPrice: 1n,
        origin: ALICE,
        blobHashes: [],
      },
      context,
    );
    expect(returnData).toEqual(new Uint8Array(32));
    expect(state.nonce(CONTRACT)).toBe(2n);
  });

  test('code of a delegating account is that of its target', async () => {
    const state = world('6003565b00');
    const delegating = address(0xdd);
    state.setCode(delegating, fromHex(`ef0100${'cc'.repeat(20)}`));
    expect(await halt(state, delegating)).toBeUndefined();
  });
});

test('a recentMap forgets what was used longest ago', () => {
  const map = recentMap<string, object>(2);
  const [one, two, three] = [{}, {}, {}];
  map.set('one', one);
  map.set('two', two);
  expect(map.get('one')).toBe(one);
  map.set('three', three);
  expect(map.get('two')).toBeUndefined();
  expect(map.get('one')).toBe(one);
  expect(map.get('three')).toBe(three);
});
