import {
  block,
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
  when,
} from '../wasm/emit/code.ts';
import { assemble } from '../wasm/emit/module.ts';

/*
 * The compression function of BLAKE2b (RFC 7693, section 3.2) as the precompile of EIP-152 has it, in WebAssembly: the
 * sixteen words of state are locals. Memory holds the input, and then the answer in the place of the state.
 */

const INPUT_SIZE = 213;
/** The input lies at 0 as it is: rounds, state, message, offsets, whether it is the final block. */
const STATE = 4;
const STATE_SIZE = 64;
const MESSAGE = STATE + STATE_SIZE;
const OFFSETS = MESSAGE + 128;
const WORDS = 16;

const INITIAL = [
  0x6a09e667f3bcc908n,
  0xbb67ae8584caa73bn,
  0x3c6ef372fe94f82bn,
  0xa54ff53a5f1d36f1n,
  0x510e527fade682d1n,
  0x9b05688c2b3e6c1fn,
  0x1f83d9abfb41bd6bn,
  0x5be0cd19137e2179n,
] as const;

/** Which words of the message a round takes, two for each mixing; a hexadecimal digit each. */
const SCHEDULE = [
  '0123456789abcdef',
  'ea489fd61c02b753',
  'b8c052fdae367194',
  '7931dcbe265a40f8',
  '905724afe1bc683d',
  '2c6a0b834d75fe19',
  'c51fed4a0763928b',
  'db7ec13950f4862a',
  '6fe9b308c2d714a5',
  'a2847615fb9e3cd0',
];

/** The four words that each mixing of a round works on: columns, then diagonals. */
const MIXINGS = ['048c', '159d', '26ae', '37bf', '05af', '16bc', '278d', '349e'];

const digits = (text: string): number[] => Array.from(text, (digit) => Number.parseInt(digit, 16));
const v = (index: number) => `v${index}`;
const word = (index: number): Code => load64(i32(0), MESSAGE + 8 * index);
const sum = (...terms: readonly Code[]): Code => terms.reduce((a, b) => op('i64.add', a, b));
const turned = (a: string, b: string, right: number): Code =>
  rotateLeft(op('i64.xor', get(a), get(b)), 64 - right);

function mix(names: readonly string[], x: Code, y: Code): Code {
  const [a = '', b = '', c = '', d = ''] = names;
  return [
    ...set(a, sum(get(a), get(b), x)),
    ...set(d, turned(d, a, 32)),
    ...set(c, sum(get(c), get(d))),
    ...set(b, turned(b, c, 24)),
    ...set(a, sum(get(a), get(b), y)),
    ...set(d, turned(d, a, 16)),
    ...set(c, sum(get(c), get(d))),
    ...set(b, turned(b, c, 63)),
  ];
}

function round(order: string): Code {
  const words = digits(order);
  return [
    ...brIf('done', op('i32.eqz', get('rounds'))),
    ...MIXINGS.flatMap((names, k) =>
      mix(digits(names).map(v), word(words[2 * k] ?? 0), word(words[2 * k + 1] ?? 0)),
    ),
    ...set('rounds', op('i32.sub', get('rounds'), i32(1))),
  ];
}

function compression(): Code {
  const state = Array.from({ length: 8 }, (_, k) => k);
  const start = (k: number): Code =>
    k < 12 || k > 13
      ? i64(INITIAL[k - 8] ?? 0n)
      : op('i64.xor', i64(INITIAL[k - 8] ?? 0n), load64(i32(0), OFFSETS + 8 * (k - 12)));
  return [
    ...state.flatMap((k) => [...set(v(k), load64(i32(0), STATE + 8 * k)), ...set(v(k + 8), start(k + 8))]),
    ...when(get('final'), set(v(14), op('i64.xor', get(v(14)), i64(-1)))),
    ...block('done', loop('rounds', ...SCHEDULE.map(round), brIf('rounds', i32(1)))),
    ...state.flatMap((k) => {
      const mixed = op('i64.xor', get(v(k)), get(v(k + 8)));
      return store64(i32(0), op('i64.xor', load64(i32(0), STATE + 8 * k), mixed), STATE + 8 * k);
    }),
  ];
}

interface Compressor {
  readonly bytes: Uint8Array;
  readonly integers: Int32Array;
  readonly compress: (rounds: number, final: number) => void;
}

let compressor: Compressor | undefined;

function open(): Compressor {
  const bytes = assemble({
    imports: [],
    globals: [],
    memory: { initial: 1, maximum: 1 },
    functions: [
      {
        name: 'compress',
        parameters: { rounds: 'i32', final: 'i32' },
        results: [],
        locals: Object.fromEntries(Array.from({ length: WORDS }, (_, k) => [v(k), 'i64' as const])),
        code: compression(),
      },
    ],
    exports: ['compress'],
    data: [],
  });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes));
  const { memory, compress } = exports as unknown as {
    readonly memory: WebAssembly.Memory;
    readonly compress: Compressor['compress'];
  };
  return { bytes: new Uint8Array(memory.buffer), integers: new Int32Array(memory.buffer), compress };
}

/** Rounds that an input asks for, each a unit of gas; 0 where it is none. */
export function blake2Rounds(input: Uint8Array): number {
  return blake2RoundsAt(input, 0, input.length);
}

/** The same of one that lies in a memory. */
export function blake2RoundsAt(bytes: Uint8Array, at: number, size: number): number {
  if (size !== INPUT_SIZE) return 0;
  const lower = ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0);
  return (bytes[at] ?? 0) * 2 ** 24 + lower;
}

/** The state after so many rounds; undefined where the input is none. */
export function blake2(input: Uint8Array): Uint8Array | undefined {
  if (input.length !== INPUT_SIZE) return undefined;
  const { bytes } = opened();
  bytes.set(input);
  return compressed() ? bytes.slice(STATE, STATE + STATE_SIZE) : undefined;
}

/** Where an input of this size has to lie for `blake2Into`; undefined: it is none. */
export function blake2Room(
  size: number,
): { readonly bytes: Uint8Array; readonly integers: Int32Array } | undefined {
  return size === INPUT_SIZE ? opened() : undefined;
}

/** Leaves the answer to what lies there at an address that 4 divides; how many bytes it has, undefined where that is no input. */
export function blake2Into(memory: { readonly integers: Int32Array }, at: number): number | undefined {
  if (!compressed()) return undefined;
  const { integers } = opened();
  for (let i = 0; i < STATE_SIZE / 4; i++) memory.integers[at / 4 + i] = integers[STATE / 4 + i] ?? 0;
  return STATE_SIZE;
}

function opened(): Compressor {
  compressor ??= open();
  return compressor;
}

function compressed(): boolean {
  const { bytes, compress } = opened();
  const final = bytes[INPUT_SIZE - 1] ?? 0;
  if (final > 1) return false;
  compress(blake2RoundsAt(bytes, 0, INPUT_SIZE) | 0, final);
  return true;
}
