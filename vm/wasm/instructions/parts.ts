import { opcodeFacts } from '../../opcodes.ts';
import {
  br,
  brIf,
  type Code,
  get,
  i32,
  i64,
  load32To64,
  load64,
  loadVector,
  op,
  set,
  store64,
  storeVector,
  tee,
} from '../emit/code.ts';
import { STACK_ITEMS, WORD } from '../layout.ts';

/*
 * What the handlers of instructions are made of. The local `sp` is the address of the first free item of the stack less
 * BIAS: so each item that an instruction can reach has a constant offset from it that is not negative.
 */
export const BIAS = 17 * WORD;

/** An instruction's own work, after stack and fixed gas are seen to and before the stack pointer moves. */
export type Handlers = ReadonlyMap<number, Code>;

/** Offset from `sp` of an item: 0 is the topmost, -1 the one to be pushed. */
export function item(index: number): number {
  return BIAS - WORD * (index + 1);
}

/** A limb of an item. */
export function limb(index: number, k: number): Code {
  return load64(get('sp'), item(index) + 8 * k);
}

/** Writes a limb of a stack item. */
export function storeLimb(index: number, k: number, value: Code): Code {
  return store64(get('sp'), value, item(index) + 8 * k);
}

/** Address of an item. */
export function addressOf(index: number): Code {
  return op('i32.add', get('sp'), i32(item(index)));
}

/** Makes an item a number below 2^64. */
export function storeSmall(index: number, value: Code): Code {
  return [...storeLimb(index, 0, value), ...[1, 2, 3].flatMap((k) => storeLimb(index, k, i64(0)))];
}

/** Copies a word in two vectors. */
export function copyWord(to: Code, toOffset: number, from: Code, fromOffset: number): Code {
  return [0, 16].flatMap((half) => storeVector(to, loadVector(from, fromOffset + half), toOffset + half));
}

/** True where limbs 1 to 3 of an item hold anything. */
export function isLarge(index: number): Code {
  return op('i64.ne', op('i64.or', op('i64.or', limb(index, 1), limb(index, 2)), limb(index, 3)), i64(0));
}

/** True where an item is 2^32 or more: no size or place in memory or code is that large. */
export function isHuge(index: number): Code {
  const high = op('i64.shr_u', limb(index, 0), i64(32));
  return op(
    'i64.ne',
    op('i64.or', op('i64.or', op('i64.or', limb(index, 1), limb(index, 2)), limb(index, 3)), high),
    i64(0),
  );
}

export const small = (index: number): Code => limb(index, 0);
export const size = (offset: number): Code => load32To64(get('frame'), offset);

/** Takes gas; leaves for `outOfGas` where there is not enough. */
export function charge(gas: Code): Code {
  return brIf('outOfGas', op('i64.lt_s', tee('gas', op('i64.sub', get('gas'), gas)), i64(0)));
}

/** Leaves the interpreter; `reason` is an opcode that the driver does, or one of EXIT. */
export function leave(reason: number): Code {
  return [...set('reason', i32(reason)), ...br('exit')];
}

/** Looks whether the stack has what an instruction takes and room for what it puts. */
export function checkStack(opcode: number): Code {
  const { takes, puts } = factsOf(opcode);
  const used = op('i32.sub', get('sp'), get('base'));
  return [
    ...(takes > 0 ? brIf('stackUnderflow', op('i32.lt_u', used, i32(takes * WORD))) : []),
    ...(puts > takes
      ? brIf('stackOverflow', op('i32.gt_u', used, i32((STACK_ITEMS - (puts - takes)) * WORD)))
      : []),
  ];
}

/** Takes the gas that no operand changes; only for instructions of which no fork changed it. */
export function chargeFixed(opcode: number): Code {
  const [price, ...others] = factsOf(opcode).gas;
  if (price === undefined || others.length > 0) throw new Error(`the gas of ${opcode} differs by fork`);
  return price[1] === 0n ? [] : charge(i64(price[1]));
}

/** Moves the stack pointer by what an instruction takes and puts. */
export function moveStack(opcode: number): Code {
  const { takes, puts } = factsOf(opcode);
  return takes === puts ? [] : set('sp', op('i32.add', get('sp'), i32((puts - takes) * WORD)));
}

function factsOf(opcode: number) {
  const facts = opcodeFacts(opcode);
  if (facts === undefined) throw new Error(`no instruction has opcode ${opcode}`);
  return facts;
}
