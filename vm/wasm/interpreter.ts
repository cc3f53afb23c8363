import { ROUND_CONSTANTS, roundConstants } from '../../storage/encoding/keccakModule.ts';
import { opcodeFacts } from '../opcodes.ts';
import { runBlocks } from './blocks.ts';
import {
  block,
  br,
  brTable,
  type Code,
  call,
  get,
  i32,
  i64,
  load8,
  loop,
  nest,
  op,
  set,
} from './emit/code.ts';
import { assemble, type FunctionSource } from './emit/module.ts';
import { WIDE_OPERATORS } from './emit/operators.ts';
import { reciprocalSeeds } from './functions/reciprocal.ts';
import { FUNCTIONS } from './functions.ts';
import { fixedGas, HANDLERS, takesFixedGas } from './handlers.ts';
import { countFuel } from './instructions/control.ts';
import { chargeFixed, checkStack, type Handlers, leave, moveStack } from './instructions/parts.ts';
import { EXIT, FRAMES, MEMORY_LIMIT, PAGE, RECIPROCAL_SEEDS } from './layout.ts';
import { FAILURES, LOCALS, loadRegisters, saveRegisters } from './registers.ts';

const NEXT = 'next';

/**
 * From the registers on until something has to be done outside, the frame fails, or, stepping, one instruction has run. Answers why: an opcode, or one
 * of EXIT. The registers are then up to date, the program counter past the instruction.
 */
function runOne(name: string, stepping: boolean): FunctionSource {
  const opcodes = Array.from({ length: 256 }, (_, opcode) => opcode);
  const known = opcodes.filter((opcode) => opcodeFacts(opcode) !== undefined && opcode !== INVALID);
  const labels = opcodes.map((opcode) => (known.includes(opcode) ? labelOf(opcode) : 'invalid'));
  const fetch = [
    ...set('opcode', load8(get('pc'))),
    ...set('pc', op('i32.add', get('pc'), i32(1))),
    ...brTable(labels, get('opcode')),
  ];
  const next = stepping ? leave(EXIT.step) : br(NEXT);
  const handlers = stepping ? HANDLERS : new Map([...HANDLERS, [JUMPDEST, countFuel(STEP_BACK)]]);
  const interpreter = loop(NEXT, handlersAround(known, handlers, fetch, next));
  return {
    name,
    parameters: {},
    results: ['i32'],
    locals: { ...LOCALS, opcode: 'i32' },
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
const JUMPDEST = 0x5b;
/** It has not run then, as blocks.ts leaves it: the code may have cells when it goes on. */
const STEP_BACK: Code = [
  ...set('pc', op('i32.sub', get('pc'), i32(1))),
  ...set('gas', op('i64.add', get('gas'), i64(fixedGas(JUMPDEST)))),
];

function labelOf(opcode: number): string {
  return `opcode ${opcode}`;
}

/** Blocks around the dispatch, one for each instruction: branching out of one comes to its handler. */
function handlersAround(opcodes: readonly number[], handlers: Handlers, dispatch: Code, next: Code): Code {
  return nest(
    opcodes.map((opcode) => [labelOf(opcode), handler(opcode, handlers.get(opcode), next)]),
    dispatch,
  );
}

function handler(opcode: number, own: Code | undefined, next: Code): Code {
  if (own === undefined) return [...checkStack(opcode), ...leave(opcode)];
  const fixed = takesFixedGas(opcode) ? chargeFixed(opcode) : [];
  return [...checkStack(opcode), ...fixed, ...own, ...moveStack(opcode), ...next];
}

/** A module that is valid where a machine has the operators of wide arithmetic. */
export function wideProbe(): Uint8Array<ArrayBuffer> {
  const twoLongs = { a: 'i64', b: 'i64' } as const;
  return assemble({
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
  });
}

/**
 * The interpreter's module; `wide`: products by operators that not every machine has; `stepping`: it comes back after each
 * instruction.
 */
export function interpreterModule(
  wide = WebAssembly.validate(wideProbe()),
  stepping = false,
): Uint8Array<ArrayBuffer> {
  const natives = wide ? WIDE_OPERATORS : undefined;
  return assemble({
    imports: [],
    globals: ['memorySize'],
    memory: { initial: FRAMES / PAGE + 16, maximum: MEMORY_LIMIT / PAGE },
    functions: [...FUNCTIONS, ...(stepping ? [runOne('run', true)] : [runOne('runOne', false), runBlocks()])],
    // compiled codes call them too
    exports: ['run', ...FUNCTIONS.map(({ name }) => name).filter((name) => !natives?.has(name))],
    natives,
    data: [
      { address: ROUND_CONSTANTS, bytes: roundConstants() },
      { address: RECIPROCAL_SEEDS, bytes: reciprocalSeeds() },
    ],
  });
}
