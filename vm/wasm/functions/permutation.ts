import { ROUND_CONSTANTS } from '../../../storage/encoding/keccakModule.ts';
import {
  brIf,
  type Code,
  get,
  i32,
  i64,
  load64,
  loop,
  op,
  rotateLeft,
  set,
  store64,
  tee,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import type { ValueType } from '../emit/operators.ts';

/** Rotation offsets of lane x + 5y (FIPS 202, table 2). */
const ROTATIONS = [
  0, 1, 62, 28, 27, 36, 44, 6, 55, 20, 3, 10, 43, 25, 39, 41, 45, 15, 21, 8, 18, 2, 61, 56, 14,
];
const ROUNDS = 24;
const FIVE = [0, 1, 2, 3, 4] as const;
const LANES = Array.from({ length: 25 }, (_, lane) => lane);

const xor = (...parts: readonly Code[]): Code => parts.reduce((a, b) => op('i64.xor', a, b));

/**
 * One round from the lanes `from` to the lanes `to`, row by row: the five lanes that a row is made of are the only ones
 * between (FIPS 202, section 3.2).
 */
function round(from: string, to: string, constant: Code): Code {
  const columns = FIVE.flatMap((x) => set(`c${x}`, xor(...FIVE.map((y) => get(`${from}${x + 5 * y}`)))));
  const effects = FIVE.flatMap((x) =>
    set(`d${x}`, xor(get(`c${(x + 4) % 5}`), rotateLeft(get(`c${(x + 1) % 5}`), 1))),
  );
  const rows = FIVE.flatMap((y) => [
    ...FIVE.flatMap((x) => {
      // the lane that is moved here: x of it times 2 and y of it times 3 make this y, its y is this x
      const column = (3 * (y + 2 * x)) % 5;
      const lane = column + 5 * x;
      return set(`b${x}`, rotateLeft(xor(get(`${from}${lane}`), get(`d${column}`)), ROTATIONS[lane] ?? 0));
    }),
    ...FIVE.flatMap((x) => {
      const others = op('i64.and', xor(get(`b${(x + 1) % 5}`), i64(-1)), get(`b${(x + 2) % 5}`));
      const lane = xor(get(`b${x}`), others);
      return set(`${to}${x + 5 * y}`, x + y === 0 ? xor(lane, constant) : lane);
    }),
  ]);
  return [...columns, ...effects, ...rows];
}

/** Keccak-f[1600] on the lanes in memory at 0: two rounds a turn, so that no lane is copied. */
export const permute: FunctionSource = {
  name: 'permute',
  parameters: {},
  results: [],
  locals: {
    ...Object.fromEntries(
      [
        ...LANES.flatMap((lane) => [`a${lane}`, `e${lane}`]),
        ...FIVE.flatMap((x) => [`b${x}`, `c${x}`, `d${x}`]),
      ].map((name): [string, ValueType] => [name, 'i64']),
    ),
    round: 'i32',
  },
  code: [
    ...LANES.flatMap((lane) => set(`a${lane}`, load64(i32(0), 8 * lane))),
    ...loop(
      'rounds',
      round('a', 'e', load64(get('round'), ROUND_CONSTANTS)),
      round('e', 'a', load64(get('round'), ROUND_CONSTANTS + 8)),
      brIf('rounds', op('i32.lt_u', tee('round', op('i32.add', get('round'), i32(16))), i32(8 * ROUNDS))),
    ),
    ...LANES.flatMap((lane) => store64(i32(0), get(`a${lane}`), 8 * lane)),
  ],
};
