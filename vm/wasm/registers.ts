import {
  type Code,
  get,
  getGlobal,
  i32,
  load32,
  loadFloat,
  op,
  set,
  setGlobal,
  store32,
  storeFloat,
} from './emit/code.ts';
import type { ValueType } from './emit/operators.ts';
import { BIAS } from './instructions/parts.ts';
import { REGISTER } from './layout.ts';

/** Where a handler branches to when its instruction fails, innermost first. */
export const FAILURES = ['invalid', 'badJump', 'stackOverflow', 'stackUnderflow', 'outOfGas'] as const;

/** What handlers work with, in each interpreter. */
export const LOCALS = {
  gas: 'i64',
  pc: 'i32',
  sp: 'i32',
  base: 'i32',
  frame: 'i32',
  code: 'i32',
  codeSize: 'i32',
  jumps: 'i32',
  mem: 'i32',
  fuel: 'i32',
  reason: 'i32',
  p: 'i32',
  a: 'i64',
  b: 'i64',
  c: 'i64',
} as const satisfies Readonly<Record<string, ValueType>>;

export function loadRegisters(): Code {
  const register = (name: string, address: number) => set(name, load32(i32(0), address));
  return [
    ...set('gas', op('i64.trunc_f64_s', loadFloat(i32(0), REGISTER.gas))),
    ...register('pc', REGISTER.pc),
    ...set('sp', op('i32.sub', load32(i32(0), REGISTER.stack), i32(BIAS))),
    ...set('base', op('i32.sub', load32(i32(0), REGISTER.stackBase), i32(BIAS))),
    ...register('frame', REGISTER.frame),
    ...register('code', REGISTER.code),
    ...register('codeSize', REGISTER.codeSize),
    ...register('jumps', REGISTER.jumps),
    ...register('mem', REGISTER.memory),
    ...register('fuel', REGISTER.fuel),
    ...setGlobal('memorySize', load32(i32(0), REGISTER.memorySize)),
  ];
}

export function saveRegisters(): Code {
  return [
    ...storeFloat(i32(0), op('f64.convert_i64_s', get('gas')), REGISTER.gas),
    ...store32(i32(0), get('pc'), REGISTER.pc),
    ...store32(i32(0), op('i32.add', get('sp'), i32(BIAS)), REGISTER.stack),
    ...store32(i32(0), get('fuel'), REGISTER.fuel),
    ...store32(i32(0), getGlobal('memorySize'), REGISTER.memorySize),
  ];
}
