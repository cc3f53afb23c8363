import { BLOCK } from '../../../storage/encoding/keccakModule.ts';
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
  RETURN,
  reverseBytes,
  set,
  store8,
  store64,
  storeVector,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import { KECCAK_TAIL, KNOWN_HASH, KNOWN_HASHES } from '../layout.ts';
import { permute } from './permutation.ts';

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

const PAIR = 64;
const PAIR_LIMBS = [0, 1, 2, 3, 4, 5, 6, 7] as const;
/** Odd numbers of which the limbs are multiplied by one each. */
const FACTORS = [
  0x9e3779b97f4a7c15n,
  0xbf58476d1ce4e5b9n,
  0x94d049bb133111ebn,
  0xd6e8feb86659fd93n,
  0xff51afd7ed558ccdn,
  0xc4ceb9fe1a85ec53n,
  0x2545f4914f6cdd1dn,
  0xa0761d6478bd642fn,
] as const;

/** The same of 64 bytes, which are looked up first: a hash is taken only for the very bytes that it was made of. */
const keccakOfPair: FunctionSource = {
  name: 'keccakOfPair',
  parameters: { from: 'i32', to: 'i32' },
  results: [],
  locals: { at: 'i32' },
  code: [
    ...set(
      'at',
      op(
        'i32.wrap_i64',
        op(
          'i64.shl',
          op(
            'i64.shr_u',
            PAIR_LIMBS.map((k) => op('i64.mul', load64(get('from'), 8 * k), i64(FACTORS[k]))).reduce((a, b) =>
              op('i64.add', a, b),
            ),
            i64(64 - KNOWN_HASH.bits),
          ),
          i64(KNOWN_HASH.shift),
        ),
      ),
    ),
    ...when(
      op(
        'i32.and',
        load8(get('at'), KNOWN_HASHES + KNOWN_HASH.there),
        op(
          'i64.eqz',
          PAIR_LIMBS.map((k) =>
            op('i64.xor', load64(get('from'), 8 * k), load64(get('at'), KNOWN_HASHES + 8 * k)),
          ).reduce((a, b) => op('i64.or', a, b)),
        ),
      ),
      copyLimbs('to', 0, 'at', KNOWN_HASHES + KNOWN_HASH.hash, 4),
      RETURN,
    ),
    ...copyLimbs('at', KNOWN_HASHES, 'from', 0, 8),
    ...call('hash', get('from'), i32(PAIR), get('to')),
    ...copyLimbs('at', KNOWN_HASHES + KNOWN_HASH.hash, 'to', 0, 4),
    ...store8(get('at'), i32(1), KNOWN_HASHES + KNOWN_HASH.there),
  ],
};

function copyLimbs(to: string, toOffset: number, from: string, fromOffset: number, count: number): Code {
  return PAIR_LIMBS.slice(0, count).flatMap((k) =>
    store64(get(to), load64(get(from), fromOffset + 8 * k), toOffset + 8 * k),
  );
}

const keccak: FunctionSource = {
  name: 'keccak',
  parameters: { from: 'i32', length: 'i32', to: 'i32' },
  results: [],
  locals: {},
  code: [
    ...when(op('i32.eq', get('length'), i32(PAIR)), call('keccakOfPair', get('from'), get('to')), RETURN),
    ...call('hash', get('from'), get('length'), get('to')),
  ],
};

/** Keccak-256 of `length` bytes, as a word at `to`. The lanes are zero before and after. */
const hash: FunctionSource = {
  name: 'hash',
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

/** Keccak-256, as functions of the module. */
export const KECCAK_FUNCTIONS: readonly FunctionSource[] = [permute, absorb, hash, keccakOfPair, keccak];
