import { ROUND_CONSTANTS, roundConstants } from '../../storage/encoding/keccakModule.ts';
import { opcodeFacts } from '../opcodes.ts';
import {
  block,
  br,
  brTable,
  type Code,
  call,
  get,
  getGlobal,
  i32,
  load8,
  load32,
  loadFloat,
  loop,
  nest,
  op,
  set,
  setGlobal,
  store32,
  storeFloat,
} from './emit/code.ts';
import { assemble, type FunctionSource } from './emit/module.ts';
import { WIDE_OPERATORS } from './emit/operators.ts';
import { reciprocalSeeds } from './functions/reciprocal.ts';
import { FUNCTIONS } from './functions.ts';
import { ARITHMETIC } from './instructions/arithmetic.ts';
import { CONTROL } from './instructions/control.ts';
import { ENVIRONMENT } from './instructions/environment.ts';
import { MEMORY } from './instructions/memory.ts';
import { BIAS, chargeFixed, checkStack, leave, moveStack } from './instructions/parts.ts';
import { STACK } from './instructions/stack.ts';
import { EXIT, FRAMES, MEMORY_LIMIT, PAGE, RECIPROCAL_SEEDS, REGISTER } from './layout.ts';

/** Every instruction that runs in WebAssembly. The others leave for the driver, which takes their gas too. */
const HANDLERS = new Map([...ARITHMETIC, ...ENVIRONMENT, ...MEMORY, ...CONTROL, ...STACK]);

/** Where a handler branches to when its instruction fails, innermost first. */
const FAILURES = ['invalid', 'badJump', 'stackOverflow', 'stackUnderflow', 'outOfGas'] as const;

const NEXT = 'next';

/**
 * `run`: from the registers on until something has to be done outside, or the frame fails. Answers why: an opcode, or one
 * of EXIT. The registers are then up to date, the program counter past the instruction.
 */
function run(): FunctionSource {
  const opcodes = Array.from({ length: 256 }, (_, opcode) => opcode);
  const known = opcodes.filter((opcode) => opcodeFacts(opcode) !== undefined && opcode !== INVALID);
  const labels = opcodes.map((opcode) => (known.includes(opcode) ? labelOf(opcode) : 'invalid'));
  const fetch = [
    ...set('opcode', load8(get('pc'))),
    ...set('pc', op('i32.add', get('pc'), i32(1))),
    ...brTable(labels, get('opcode')),
  ];
  const interpreter = loop(NEXT, handlersAround(known, fetch));
  return {
    name: 'run',
    parameters: {},
    results: ['i32'],
    locals: {
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
      opcode: 'i32',
      reason: 'i32',
      p: 'i32',
      a: 'i64',
      b: 'i64',
      c: 'i64',
    },
    code: [
      ...loadRegisters(),
      ...block(
        'exit',
        nest(
          FAILURES.map((label) => [label, leave(EXIT[label])]),
          interpreter,
        ),
      ),
      ...saveRegisters(),
      ...get('reason'),
    ],
  };
}

const INVALID = 0xfe;

function labelOf(opcode: number): string {
  return `opcode ${opcode}`;
}

/** Blocks around the dispatch, one for each instruction: branching out of one comes to its handler. */
function handlersAround(opcodes: readonly number[], dispatch: Code): Code {
  return nest(
    opcodes.map((opcode) => [labelOf(opcode), handler(opcode)]),
    dispatch,
  );
}

function handler(opcode: number): Code {
  const own = HANDLERS.get(opcode);
  if (own === undefined) return [...checkStack(opcode), ...leave(opcode)];
  return [...checkStack(opcode), ...chargeFixed(opcode), ...own, ...moveStack(opcode), ...br(NEXT)];
}

function loadRegisters(): Code {
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

function saveRegisters(): Code {
  return [
    ...storeFloat(i32(0), op('f64.convert_i64_s', get('gas')), REGISTER.gas),
    ...store32(i32(0), get('pc'), REGISTER.pc),
    ...store32(i32(0), op('i32.add', get('sp'), i32(BIAS)), REGISTER.stack),
    ...store32(i32(0), get('fuel'), REGISTER.fuel),
    ...store32(i32(0), getGlobal('memorySize'), REGISTER.memorySize),
  ];
}

/** Whether this machine has the operators of wide arithmetic. */
function hasWideArithmetic(): boolean {
  const twoLongs = { a: 'i64', b: 'i64' } as const;
  return WebAssembly.validate(
    assemble({
      imports: [],
      globals: [],
      memory: { initial: 0, maximum: 0 },
      functions: [
        {
          name: 'probe',
          parameters: twoLongs,
          results: ['i64', 'i64'],
          locals: {},
          code: call('multiplyLimbs', get('a'), get('b')),
        },
      ],
      exports: [],
      natives: WIDE_OPERATORS,
      data: [],
    }),
  );
}

/** The interpreter's module; `wide`: products by operators that not every machine has. */
export function interpreterModule(wide = hasWideArithmetic()): Uint8Array<ArrayBuffer> {
  const natives = wide ? WIDE_OPERATORS : undefined;
  return assemble({
    imports: [],
    globals: ['memorySize'],
    memory: { initial: FRAMES / PAGE + 16, maximum: MEMORY_LIMIT / PAGE },
    functions: [...FUNCTIONS, run()],
    // compiled codes call them too
    exports: ['run', ...FUNCTIONS.map(({ name }) => name).filter((name) => !natives?.has(name))],
    natives,
    data: [
      { address: ROUND_CONSTANTS, bytes: roundConstants() },
      { address: RECIPROCAL_SEEDS, bytes: reciprocalSeeds() },
    ],
  });
}
