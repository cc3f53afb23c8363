import {
  type Code,
  call,
  get,
  i32,
  i64,
  load64,
  op,
  popTo,
  RETURN,
  set,
  store64,
  when,
} from '../emit/code.ts';
import type { FunctionSource, FunctionType } from '../emit/module.ts';
import { OPERANDS, WORD } from '../layout.ts';
import { grow } from './growth.ts';
import { ADD_WIDE, HAS_WIDE, MUL_WIDE } from './wide.ts';

const LIMBS = [0, 1, 2, 3] as const;
type Limb = 'i64';

/** What helpers of the interpreter's instance take. */
const PARAMETERS: Readonly<Record<string, FunctionType['parameters']>> = {
  divide: ['i32'],
  divideSigned: ['i32'],
  remainder: ['i32'],
  remainderSigned: ['i32'],
  addModulo: ['i32'],
  multiplyModulo: ['i32'],
  multiply: ['i32'],
  power: ['i32'],
  shiftLeft: ['i32'],
  shiftRight: ['i32', 'i64'],
  byteAt: ['i32'],
  extendSign: ['i32'],
  copyPadded: ['i32', 'i32', 'i32', 'i32', 'i32'],
  keccak: ['i32', 'i32', 'i32'],
  findSlot: ['i32', 'i32'],
  writeSlot: ['i32', 'i32', 'i32', 'i64'],
};

/** What they answer, where they do. */
const RESULTS: Readonly<Record<string, FunctionType['results']>> = { findSlot: ['i32'], writeSlot: ['i64'] };

/** What compiled code may take from the interpreter's instance. */
export const IMPORTS: readonly (FunctionType & { readonly name: string })[] = Object.entries(PARAMETERS).map(
  ([name, parameters]) => ({ name, parameters, results: RESULTS[name] ?? [] }),
);

const TOP = OPERANDS + 2 * WORD;

/** Limbs as parameters: `a0` to `a3` and so on. */
function words(...names: readonly string[]): Record<string, Limb> {
  return Object.fromEntries(
    names.flatMap((name) => LIMBS.map((k): [string, Limb] => [`${name}${k}`, 'i64'])),
  );
}

function storeWord(name: string, address: number): Code {
  return LIMBS.flatMap((k) => store64(i32(0), get(`${name}${k}`), address + 8 * k));
}

function loadWord(address: number): Code {
  return LIMBS.flatMap((k) => load64(i32(0), address + 8 * k));
}

/** A helper that works on items in memory, as a function of limbs: through a stack of its own. */
function binary(name: string, helper: Code, shortcut: Code = []): FunctionSource {
  return {
    name,
    parameters: words('a', 'b'),
    results: ['i64', 'i64', 'i64', 'i64'],
    locals: {},
    code: [
      ...shortcut,
      ...storeWord('a', TOP),
      ...storeWord('b', TOP - WORD),
      ...helper,
      ...loadWord(TOP - WORD),
    ],
  };
}

function ternary(name: string, helper: Code): FunctionSource {
  return {
    name,
    parameters: words('a', 'b', 'c'),
    results: ['i64', 'i64', 'i64', 'i64'],
    locals: {},
    code: [
      ...storeWord('a', TOP),
      ...storeWord('b', TOP - WORD),
      ...storeWord('c', TOP - 2 * WORD),
      ...helper,
      ...loadWord(TOP - 2 * WORD),
    ],
  };
}

function highLimbs(): Code {
  return ['a1', 'a2', 'a3', 'b1', 'b2', 'b3'].map(get).reduce((all, limb) => op('i64.or', all, limb));
}

/** Numbers that fit in one limb are divided by the machine. */
function small(operator: 'i64.div_u' | 'i64.rem_u'): Code {
  return when(
    op('i64.eqz', highLimbs()),
    when(op('i64.ne', get('b0'), i64(0)), [
      ...op(operator, get('a0'), get('b0')),
      ...i64(0),
      ...i64(0),
      ...i64(0),
      ...RETURN,
    ]),
  );
}

const SIGN_A: Code = op('i64.shr_s', get('a0'), i64(63));
const SIGN_B: Code = op('i64.shr_s', get('b0'), i64(63));

/** Numbers that fit in one limb with their sign, but for the one whose quotient by -1 would not. */
function smallSigned(operator: 'i64.div_s' | 'i64.rem_s'): Code {
  const above = [1, 2, 3].flatMap((k) => [
    op('i64.xor', get(`a${k}`), SIGN_A),
    op('i64.xor', get(`b${k}`), SIGN_B),
  ]);
  return when(
    op(
      'i64.eqz',
      above.reduce((all, limb) => op('i64.or', all, limb)),
    ),
    when(
      op('i64.gt_u', op('i64.add', get('b0'), i64(1)), i64(1)),
      set('a0', op(operator, get('a0'), get('b0'))),
      get('a0'),
      SIGN_A,
      SIGN_A,
      SIGN_A,
      RETURN,
    ),
  );
}

const SIGN: Code = op('i64.shr_s', get('b3'), i64(63));

const HELPED: readonly FunctionSource[] = [
  binary('quotient', call('divide', i32(TOP)), small('i64.div_u')),
  binary('rest', call('remainder', i32(TOP)), small('i64.rem_u')),
  binary('signedQuotient', call('divideSigned', i32(TOP)), smallSigned('i64.div_s')),
  binary('signedRest', call('remainderSigned', i32(TOP)), smallSigned('i64.rem_s')),
  binary('raised', call('power', i32(TOP))),
  binary('shiftedLeft', call('shiftLeft', i32(TOP))),
  binary('shiftedRight', call('shiftRight', i32(TOP), i64(0))),
  binary('shiftedRightSigned', call('shiftRight', i32(TOP), SIGN)),
  binary('byteOf', call('byteAt', i32(TOP))),
  binary('extended', call('extendSign', i32(TOP))),
  ternary('sumRest', call('addModulo', i32(TOP))),
  ternary('productRest', call('multiplyModulo', i32(TOP))),
];

/** Bytes of a word without the zeros above it. */
const bytesOf: FunctionSource = {
  name: 'bytesOf',
  parameters: words('a'),
  results: ['i64'],
  locals: {},
  code: [
    ...[3, 2, 1, 0].flatMap((k) =>
      when(
        op('i64.ne', get(`a${k}`), i64(0)),
        op('i64.sub', i64(8 * k + 8), op('i64.shr_u', op('i64.clz', get(`a${k}`)), i64(3))),
        RETURN,
      ),
    ),
    ...i64(0),
  ],
};

/** Numbers that fit in one limb need one product. */
function smallProduct(): Code {
  return when(op('i64.eqz', highLimbs()), [
    ...get('a0'),
    ...get('b0'),
    ...MUL_WIDE,
    ...i64(0),
    ...i64(0),
    ...RETURN,
  ]);
}

/** The product modulo 2^256: limbs of `a` times those of `b`, each with what its place holds already. */
function product(): FunctionSource {
  const rows = LIMBS.flatMap((i) => [
    ...set('carry', i64(0)),
    ...LIMBS.filter((j) => i + j < 4).flatMap((j) => {
      const place = `r${i + j}`;
      if (i + j === 3) {
        return set(
          place,
          op('i64.add', op('i64.add', get(place), get('carry')), op('i64.mul', get(`a${i}`), get(`b${j}`))),
        );
      }
      return [
        ...get(`a${i}`),
        ...get(`b${j}`),
        ...MUL_WIDE,
        ...get('carry'),
        ...i64(0),
        ...ADD_WIDE,
        ...(i === 0 ? [] : [...get(place), ...i64(0), ...ADD_WIDE]),
        ...popTo('carry', place),
      ];
    }),
  ]);
  return {
    name: 'product',
    parameters: words('a', 'b'),
    results: ['i64', 'i64', 'i64', 'i64'],
    locals: { ...words('r'), carry: 'i64' },
    code: [...smallProduct(), ...rows, ...LIMBS.flatMap((k) => get(`r${k}`))],
  };
}

/** What compiled code may call. */
export const COMPILED_FUNCTIONS: readonly FunctionSource[] = [
  ...HELPED,
  HAS_WIDE ? product() : binary('product', call('multiply', i32(TOP))),
  bytesOf,
  grow,
];
