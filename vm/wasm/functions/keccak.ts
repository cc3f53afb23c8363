import { BLOCK, PERMUTATION_LOCALS, permutation } from '../../../storage/encoding/keccakModule.ts';
import {
  block,
  br,
  brIf,
  type Code,
  call,
  get,
  i32,
  i64,
  load8,
  load64,
  loadVector,
  loop,
  memoryCopy,
  memoryFill,
  op,
  reverseBytes,
  set,
  store8,
  store64,
  storeVector,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import type { ValueType } from '../emit/operators.ts';
import { KECCAK_TAIL } from '../layout.ts';

const permute: FunctionSource = {
  name: 'permute',
  parameters: {},
  results: [],
  locals: Object.fromEntries(
    Array.from({ length: PERMUTATION_LOCALS }, (_, i): [string, ValueType] => [
      `lane${i}`,
      i < PERMUTATION_LOCALS - 1 ? 'i64' : 'i32',
    ]),
  ),
  code: permutation(),
};

/** Takes one block in. */
const absorb: FunctionSource = {
  name: 'absorb',
  parameters: { from: 'i32' },
  results: [],
  locals: {},
  code: [
    ...Array.from({ length: BLOCK / 8 }, (_, lane) => 8 * lane).flatMap((offset) =>
      store64(i32(0), op('i64.xor', load64(i32(0), offset), load64(get('from'), offset)), offset),
    ),
    ...call('permute'),
  ],
};

/** Keccak-256 of `length` bytes, as a word at `to`. The lanes are zero before and after. */
const keccak: FunctionSource = {
  name: 'keccak',
  parameters: { from: 'i32', length: 'i32', to: 'i32' },
  results: [],
  locals: {},
  code: [
    ...block(
      'last',
      loop(
        'next',
        brIf('last', op('i32.lt_u', get('length'), i32(BLOCK))),
        call('absorb', get('from')),
        set('from', op('i32.add', get('from'), i32(BLOCK))),
        set('length', op('i32.sub', get('length'), i32(BLOCK))),
        br('next'),
      ),
    ),
    ...memoryFill(i32(KECCAK_TAIL), i32(0), i32(BLOCK)),
    // nothing may be anywhere, also where no memory is
    ...when(get('length'), memoryCopy(i32(KECCAK_TAIL), get('from'), get('length'))),
    ...store8(op('i32.add', i32(KECCAK_TAIL), get('length')), i32(1)),
    ...store8(
      i32(0),
      op('i32.or', load8(i32(0), KECCAK_TAIL + BLOCK - 1), i32(0x80)),
      KECCAK_TAIL + BLOCK - 1,
    ),
    ...call('absorb', i32(KECCAK_TAIL)),
    ...wordFrom(0),
    ...Array.from({ length: 25 }, (_, lane) => store64(i32(0), i64(0), 8 * lane)).flat(),
  ],
};

/** The four lanes at an address, whose bytes are a number's from the highest, as a word at `to`. */
function wordFrom(address: number): Code {
  return [
    ...storeVector(get('to'), reverseBytes(loadVector(i32(0), address + 16)), 0),
    ...storeVector(get('to'), reverseBytes(loadVector(i32(0), address)), 16),
  ];
}

export const KECCAK_FUNCTIONS: readonly FunctionSource[] = [permute, absorb, keccak];
