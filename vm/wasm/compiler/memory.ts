import {
  block,
  brIf,
  type Code,
  call,
  get,
  i32,
  i64,
  limbOfVector,
  limbsToVector,
  load32,
  load32To64,
  load64,
  loadVector,
  memoryCopy,
  op,
  reverseBytes,
  set,
  store8,
  storeVector,
  tee,
  vector,
  when,
} from '../emit/code.ts';
import { HEADER, OPERANDS, WORD } from '../layout.ts';
import { constantOf } from './constants.ts';
import { areSome, or, shiftRight } from './limbs.ts';
import type { Operation } from './scope.ts';
import { LIMBS, type Limb, type Limbs, limbCode, type Scope, type Value } from './scope.ts';

const COPY_WORD_GAS = 3;
const KECCAK_WORD_GAS = 6;
const SIZES = 2n ** 32n;

/** The frame's memory, and what copies into it or reads it. */
export const MEMORY: ReadonlyMap<number, Operation> = new Map<number, Operation>([
  [0x20, keccak],
  [0x35, loadCallData],
  [0x37, copyCallData],
  [0x51, load],
  [0x52, store],
  [0x53, storeByte],
  [0x59, (scope) => scope.push(scope.small(get('size')))],
  [0x5e, copy],
]);

/** A place in linear memory: an address and a constant on top. */
interface Place {
  readonly address: Code;
  readonly offset: number;
}

/** Gas that operands decide. It goes on top of what the segment has taken already: who lacks it here would lack it later. */
export function charge(scope: Scope, gas: Code): void {
  scope.emit(brIf('outOfGas', op('i64.lt_s', tee('gas', op('i64.sub', get('gas'), gas)), i64(0))));
}

function reach(scope: Scope, end: Limb): void {
  const code = limbCode(end);
  scope.emit(
    when(
      op('i64.gt_u', code, get('size')),
      set('gas', call('grow', get('mem'), code, get('gas'), get('size'))),
      brIf('outOfGas', op('i64.lt_s', get('gas'), i64(0))),
      set('size', op('i64.and', op('i64.add', code, i64(31)), i64(-32))),
    ),
  );
}

function reachConstant(scope: Scope, end: bigint): void {
  if (end <= scope.touched) return;
  reach(scope, end);
  scope.touched = (end + 31n) & ~31n;
}

/** What is 2^32 or more is no place or size in memory. */
function refuseHuge(scope: Scope, limbs: Limbs): void {
  const high = shiftRight(scope, limbs[0], 32);
  if (high === 0n && limbs[1] === 0n && limbs[2] === 0n && limbs[3] === 0n) return;
  scope.emit(brIf('outOfGas', areSome(scope, [limbs[1], limbs[2], limbs[3], high])));
}

/** Makes sure of some bytes at the place that an item names. */
function placeOf(scope: Scope, item: Value, bytes: number): Place {
  const at = constantOf(item);
  if (at !== undefined) {
    if (at >= SIZES) {
      scope.emit(brIf('outOfGas', i32(1)));
      return { address: get('mem'), offset: 0 };
    }
    reachConstant(scope, at + BigInt(bytes));
    return { address: get('mem'), offset: Number(at) };
  }
  const limbs = scope.limbs(item);
  refuseHuge(scope, limbs);
  reach(scope, scope.temporary(op('i64.add', limbCode(limbs[0]), i64(bytes))));
  scope.emit(set('p', inMemory(limbs[0])));
  return { address: get('p'), offset: 0 };
}

function inMemory(offset: Limb): Code {
  return op('i32.add', get('mem'), op('i32.wrap_i64', limbCode(offset)));
}

/** Makes sure of ranges of `length` bytes; empty ones ask for nothing, wherever they are. The length is not huge. */
function reachRanges(scope: Scope, places: readonly Limbs[], length: Limb): void {
  if (length === 0n) return;
  const outer = scope.code.length;
  for (const limbs of places) {
    refuseHuge(scope, limbs);
    if (typeof limbs[0] === 'bigint' && typeof length === 'bigint') {
      if (limbs[0] < SIZES && length < SIZES) reachConstant(scope, limbs[0] + length);
      continue;
    }
    reach(scope, scope.temporary(op('i64.add', limbCode(limbs[0]), limbCode(length))));
  }
  const inner = scope.code.splice(outer);
  scope.emit(
    typeof length === 'bigint'
      ? inner.flat()
      : block('empty', brIf('empty', op('i64.eqz', limbCode(length))), inner.flat()),
  );
}

/** Refuses a huge length and takes gas by the word. */
function chargeWords(scope: Scope, length: Limbs, gas: number): void {
  refuseHuge(scope, length);
  const words = op('i64.shr_u', op('i64.add', limbCode(length[0]), i64(31)), i64(5));
  charge(scope, op('i64.mul', words, i64(gas)));
}

/** The big-endian word at a place. */
function loadWord(scope: Scope, { address, offset }: Place): Limbs {
  const low = scope.temporary(limbOfVector(tee('w', reverseBytes(loadVector(address, offset + 16))), 0));
  const next = scope.temporary(limbOfVector(get('w'), 1));
  const high = scope.temporary(limbOfVector(tee('w', reverseBytes(loadVector(address, offset))), 0));
  const top = scope.temporary(limbOfVector(get('w'), 1));
  return [low, next, high, top];
}

function load(scope: Scope): void {
  const place = placeOf(scope, scope.pop(), WORD);
  scope.push(scope.value(loadWord(scope, place)));
}

function store(scope: Scope): void {
  const [at, item] = [scope.pop(), scope.pop()];
  const limbs = scope.limbs(item);
  const { address, offset } = placeOf(scope, at, WORD);
  scope.emit(
    storeVector(address, halfWord(limbs[2], limbs[3]), offset),
    storeVector(address, halfWord(limbs[0], limbs[1]), offset + 16),
  );
}

/** Two limbs as the sixteen bytes that they are in memory. */
function halfWord(low: Limb, high: Limb): Code {
  if (typeof low !== 'bigint' || typeof high !== 'bigint') {
    return reverseBytes(limbsToVector(limbCode(low), limbCode(high)));
  }
  const number = (high << 64n) | low;
  return vector(Array.from({ length: 16 }, (_, i) => Number((number >> BigInt(8 * (15 - i))) & 0xffn)));
}

function storeByte(scope: Scope): void {
  const [at, item] = [scope.pop(), scope.pop()];
  const byte = scope.limb(item, 0);
  const { address, offset } = placeOf(scope, at, 1);
  scope.emit(store8(address, op('i32.wrap_i64', limbCode(byte)), offset));
}

function keccak(scope: Scope): void {
  const at = scope.limbs(scope.pop());
  const length = scope.limbs(scope.pop());
  chargeWords(scope, length, KECCAK_WORD_GAS);
  reachRanges(scope, [at], length[0]);
  scope.emit(call('keccak', inMemory(at[0]), op('i32.wrap_i64', limbCode(length[0])), i32(OPERANDS)));
  const word = LIMBS.map((k) => scope.temporary(load64(i32(0), OPERANDS + 8 * k)));
  scope.push(scope.value(word as unknown as Limbs));
}

function copy(scope: Scope): void {
  const [to, from, length] = [scope.pop(), scope.pop(), scope.pop()].map((item) => scope.limbs(item)) as [
    Limbs,
    Limbs,
    Limbs,
  ];
  chargeWords(scope, length, COPY_WORD_GAS);
  reachRanges(scope, [to, from], length[0]);
  scope.emit(
    when(
      op('i32.wrap_i64', limbCode(length[0])),
      memoryCopy(inMemory(to[0]), inMemory(from[0]), op('i32.wrap_i64', limbCode(length[0]))),
    ),
  );
}

function copyCallData(scope: Scope): void {
  const [to, from, length] = [scope.pop(), scope.pop(), scope.pop()].map((item) => scope.limbs(item)) as [
    Limbs,
    Limbs,
    Limbs,
  ];
  chargeWords(scope, length, COPY_WORD_GAS);
  reachRanges(scope, [to], length[0]);
  // a place beyond 2^32 is as good as the one at its end
  const high = areSome(scope, [from[1], from[2], from[3], shiftRight(scope, from[0], 32)]);
  scope.emit(
    when(
      op('i32.wrap_i64', limbCode(length[0])),
      call(
        'copyPadded',
        inMemory(to[0]),
        load32(get('frame'), HEADER.callData),
        load32(get('frame'), HEADER.CALLDATASIZE),
        [...i32(-1), ...op('i32.wrap_i64', limbCode(from[0])), ...high, 0x1b],
        op('i32.wrap_i64', limbCode(length[0])),
      ),
    ),
  );
}

/** Zeros follow the data, 32 of them in linear memory. */
function loadCallData(scope: Scope): void {
  const limbs = scope.limbs(scope.pop());
  const out = scope.results(4);
  const beyond = or(scope, or(scope, limbs[1], limbs[2]), limbs[3]);
  const outer = scope.code.length;
  scope.emit(
    set('p', op('i32.add', load32(get('frame'), HEADER.callData), op('i32.wrap_i64', limbCode(limbs[0])))),
  );
  const word = loadWord(scope, { address: get('p'), offset: 0 });
  const found = scope.code.splice(outer).flat();
  scope.emit(
    ...out.map((name) => set(name, i64(0))),
    when(
      op(
        'i32.and',
        op('i64.eqz', limbCode(beyond)),
        op('i64.lt_u', limbCode(limbs[0]), load32To64(get('frame'), HEADER.CALLDATASIZE)),
      ),
      found,
      ...out.map((name, k) => set(name, limbCode(word[k as 0]))),
    ),
  );
  scope.push(scope.value(out as unknown as Limbs));
}
