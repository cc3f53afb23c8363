import { type Code, get, i32, i64, load64, op, set, store64 } from '../emit/code.ts';
import { STACK_ITEMS, WORD } from '../layout.ts';
import type { Locals } from './locals.ts';

/** 64 bits: a constant, or the name of a local that holds them. */
export type Limb = bigint | string;

/** A word, its lowest limb first. */
export type Limbs = readonly [Limb, Limb, Limb, Limb];

/** The places of a word's limbs. */
export const LIMBS = [0, 1, 2, 3] as const;
export type LimbIndex = (typeof LIMBS)[number];

const LIMB_MASK = 2n ** 64n - 1n;

/** A word that a trace works with: limbs, lowest first; undefined ones are still in the stack in memory. */
export interface Value {
  readonly limbs: (Limb | undefined)[];
  /** Where in the stack it was before the trace; undefined for what the trace made. */
  readonly position: number | undefined;
  /** for a product modulo 2^256: what it is the product of */
  readonly factors: readonly [Value, Value] | undefined;
  /** for a sum or a difference: what was lost above 2^256, or below 0 */
  readonly lost: Lost | undefined;
  /** whether it is 1 or 0 */
  readonly isFlag: boolean;
  /** how many places of the stack hold it */
  uses: number;
  released: boolean;
}

/** 1 where a sum has left the words, or a difference: then it compares with `of` as it could not otherwise. */
export interface Lost {
  readonly limb: Limb;
  readonly by: 'sum' | 'difference';
  /** both addends, or what was taken from */
  readonly of: readonly Value[];
}

/** The local `sp` is the address of the first free item where the trace began, less this: offsets are not negative. */
export const BIAS = (STACK_ITEMS + 2) * WORD;

/** Code for a limb. */
export function limbCode(limb: Limb): Code {
  return typeof limb === 'bigint' ? i64(limb) : get(limb);
}

/**
 * What is known while one trace is compiled: the code so far, and the stack as values. The stack in memory stays as it
 * was when the trace began until `spill`.
 */
export class Scope {
  readonly code: Code[] = [];
  /** Gas of the steps of this segment that are still to come: it has been taken already. */
  gasAhead = 0;
  /** Bytes of memory that are known to be there. */
  touched = 0n;
  readonly #locals: Locals;
  readonly #items = new Map<number, Value>();
  #top = 0;
  readonly #loose: Value[] = [];

  constructor(locals: Locals) {
    this.#locals = locals;
  }

  emit(...code: readonly Code[]): void {
    this.code.push(...code);
  }

  /** A new local with this value. */
  temporary(code: Code): string {
    const name = this.#locals.take();
    this.emit(set(name, code));
    return name;
  }

  /** New locals whose values the code is to set. */
  results(count: number): string[] {
    return Array.from({ length: count }, () => this.#locals.take());
  }

  // Values

  value(limbs: Limbs): Value {
    return this.#new(limbs, {});
  }

  /** A sum or a difference with what it lost. */
  overflowing(limbs: Limbs, lost: Lost): Value {
    this.#locals.hold(lost.limb);
    return this.#new(limbs, { lost });
  }

  /** What two values come to when multiplied. They are kept as long as it is. */
  product(limbs: Limbs, a: Value, b: Value): Value {
    a.uses++;
    b.uses++;
    return this.#new(limbs, { factors: [a, b] });
  }

  constant(number: bigint): Value {
    const limb = (k: number): bigint => (number >> BigInt(64 * k)) & LIMB_MASK;
    return this.value([limb(0), limb(1), limb(2), limb(3)]);
  }

  /** A number below 2^64. */
  small(code: Code): Value {
    return this.value([this.temporary(code), 0n, 0n, 0n]);
  }

  /** 1 or 0. */
  flag(condition: Code): Value {
    const limb = this.temporary(op('i64.extend_i32_u', condition));
    return this.#new([limb, 0n, 0n, 0n], { isFlag: true });
  }

  /** A limb that is 1 or 0 as a word. */
  flagLimb(limb: Limb): Value {
    return this.#new([limb, 0n, 0n, 0n], { isFlag: true });
  }

  limb(value: Value, k: LimbIndex): Limb {
    const known = value.limbs[k];
    if (known !== undefined) return known;
    const limb = this.temporary(load64(get('sp'), offsetOf(value.position ?? 0) + 8 * k));
    this.#locals.hold(limb);
    value.limbs[k] = limb;
    return limb;
  }

  limbs(value: Value): Limbs {
    return [this.limb(value, 0), this.limb(value, 1), this.limb(value, 2), this.limb(value, 3)];
  }

  // The stack

  get top(): number {
    return this.#top;
  }

  push(value: Value): void {
    this.#put(this.#top++, value);
  }

  pop(): Value {
    const value = this.peek(0);
    this.#top--;
    this.#items.delete(this.#top);
    value.uses--;
    this.#loose.push(value);
    return value;
  }

  /** An item: 0 is the topmost. */
  peek(index: number): Value {
    const position = this.#top - 1 - index;
    let value = this.#items.get(position);
    if (value === undefined) {
      value = this.#made({
        limbs: [undefined, undefined, undefined, undefined],
        position,
        factors: undefined,
        lost: undefined,
        isFlag: false,
        uses: 1,
        released: false,
      });
      this.#items.set(position, value);
    }
    return value;
  }

  swap(index: number): void {
    const [a, b] = [this.peek(0), this.peek(index)];
    this.#items.set(this.#top - 1, b);
    this.#items.set(this.#top - 1 - index, a);
  }

  /** Between instructions: gives back the locals of values that are gone. */
  sweep(): void {
    for (let value = this.#loose.pop(); value !== undefined; value = this.#loose.pop()) {
      if (value.uses > 0 || value.released) continue;
      value.released = true;
      for (const limb of value.limbs) if (limb !== undefined) this.#locals.drop(limb);
      if (value.lost !== undefined) this.#locals.drop(value.lost.limb);
      for (const factor of value.factors ?? []) {
        factor.uses--;
        this.#loose.push(factor);
      }
    }
    this.#locals.sweep();
  }

  /** Brings all that `spill` will store into locals, so that it can be done on a side way. */
  prepareSpill(): void {
    for (const [position, value] of this.#items) if (value.position !== position) this.limbs(value);
  }

  /** Code that stores the changed items and moves the stack pointer. Everything is in locals: see prepareSpill. */
  spill(): Code {
    const code: Code[] = [];
    for (const [position, value] of this.#items) {
      if (value.position === position) continue;
      for (const k of LIMBS) {
        code.push(store64(get('sp'), limbCode(this.limb(value, k)), offsetOf(position) + 8 * k));
      }
    }
    if (this.#top !== 0) code.push(moveStack(this.#top));
    return code;
  }

  #put(position: number, value: Value): void {
    value.uses++;
    this.#items.set(position, value);
  }

  #new(limbs: Limbs, known: Partial<Pick<Value, 'factors' | 'lost' | 'isFlag'>>): Value {
    for (const limb of limbs) this.#locals.hold(limb);
    const { factors, lost, isFlag = false } = known;
    return this.#made({
      limbs: [...limbs],
      position: undefined,
      factors,
      lost,
      isFlag,
      uses: 0,
      released: false,
    });
  }

  #made(value: Value): Value {
    this.#loose.push(value);
    return value;
  }
}

function offsetOf(position: number): number {
  return BIAS + WORD * position;
}

function moveStack(items: number): Code {
  return set('sp', op('i32.add', get('sp'), i32(items * WORD)));
}

/** An instruction that takes its operands off the stack and puts its result there. */
export type Operation = (scope: Scope) => void;
