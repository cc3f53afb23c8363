/**
 * Whether the engine grows: as many calls as asked for, of many codes in turn, with memory and storage of their own, and
 * what the process holds after each tenth of them.
 *
 *   bun bench/engine/calls.ts [--count N] [--codes N]
 */
import { parseArgs } from 'node:util';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';
import { BLOCK, CALLER, OSAKA } from './setting.ts';

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000000' },
    codes: { type: 'string', default: '20000' },
  },
});

const count = Number(values.count);
const codes = Number(values.codes);
/** Calls of one state before it is dropped: as many as a block may have transactions. */
const CALLS_PER_STATE = 1000;

/** Writes a slot and a word of memory, hashes it, calls an account without code; its first bytes make it another code. */
function codeOf(index: number): Uint8Array {
  const own = index.toString(16).padStart(8, '0');
  const body = `63${own}5f555f54602052604060002050${'5f5f5f5f5f60cc5af150'}`;
  return Uint8Array.from(Buffer.from(body.padEnd(2 * (200 + (index % 2000)), '0'), 'hex'));
}

function addressOf(index: number): Uint8Array {
  const address = new Uint8Array(20).fill(0xc0);
  new DataView(address.buffer).setUint32(0, index);
  return address;
}

const engine = createWasmEngine('auto');
let state = new WorldState({ account: () => undefined, slot: () => EMPTY_BYTES, code: () => EMPTY_BYTES });
console.log('calls'.padStart(10), 'MiB'.padStart(6), 'µs a call'.padStart(10));
let began = performance.now();
for (let i = 0; i < count; i++) {
  if (i % CALLS_PER_STATE === 0) {
    state = new WorldState({ account: () => undefined, slot: () => EMPTY_BYTES, code: () => EMPTY_BYTES });
    state.beginTransaction();
  }
  const to = addressOf(i % codes);
  state.setCode(to, codeOf(i % codes));
  const { halt } = await engine.execute(
    {
      caller: CALLER,
      to,
      value: 0n,
      data: EMPTY_BYTES,
      gas: 200_000n,
      gasPrice: 0n,
      origin: CALLER,
      blobHashes: [],
    },
    { rules: OSAKA, block: BLOCK, state, tracer: undefined },
  );
  if (halt !== undefined) throw new Error(`call ${i}: ${halt}`);
  if ((i + 1) % Math.floor(count / 10) === 0) {
    const time = ((performance.now() - began) * 1000) / (count / 10);
    Bun.gc(true);
    const held = process.memoryUsage().rss / 2 ** 20;
    console.log(String(i + 1).padStart(10), held.toFixed(0).padStart(6), time.toFixed(2).padStart(10));
    began = performance.now();
  }
}
process.exit(0);
