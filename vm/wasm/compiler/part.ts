import {
  block,
  br,
  brIf,
  brTable,
  type Code,
  call,
  get,
  i32,
  load32,
  load32To64,
  loadFloat,
  loop,
  nest,
  op,
  set,
  store32,
  storeFloat,
  when,
} from '../emit/code.ts';
import type { FunctionSource } from '../emit/module.ts';
import type { ValueType } from '../emit/operators.ts';
import { EXIT, REGISTER } from '../layout.ts';
import { emitTrace } from './emission.ts';
import { Locals } from './locals.ts';
import type { Program } from './program.ts';
import { BIAS } from './scope.ts';
import type { Trace } from './trace.ts';

/** Above all opcodes and EXIT: the function with that trace goes on. */
const GO_ON = 0x10000;

/** What one function of a compiled code holds. */
export interface Part {
  /** the number of the first trace */
  readonly first: number;
  readonly traces: readonly Trace[];
}

function labelOf(number: number): string {
  return `trace ${number}`;
}

/** `part(entry, table)`: from one trace on; answers why it came back, or GO_ON and the trace of another part. */
export function partFunction(
  program: Program,
  { first, traces }: Part,
  index: number,
  entries: Uint16Array,
  total: number,
): FunctionSource {
  const locals = new Locals();
  const end = first + traces.length;
  const bodies = traces.map((trace, i): readonly [string, Code] => {
    const own = first + i;
    const goTo = (at: number): Code => {
      const number = entries[at] ?? 0;
      if (number === own) return br('self');
      if (number < first || number >= end) return leaveFor(i32(number));
      if (number > own) return br(labelOf(number));
      return [...set('target', i32(number)), ...br('next')];
    };
    const goToTarget: Code =
      traces.length === total
        ? br('next')
        : [
            ...brIf('next', op('i32.lt_u', op('i32.sub', get('target'), i32(first)), i32(traces.length))),
            ...leaveFor(get('target')),
          ];
    return [labelOf(own), emitTrace(program, trace, { goTo, goToTarget, self: 'self' }, locals)];
  });
  const dispatch = brTable(
    traces.map((_, i) => labelOf(first + i)),
    op('i32.sub', get('target'), i32(first)),
  );
  const fail = (reason: number): Code => [...set('reason', i32(reason)), ...br('exit')];
  return {
    name: `part ${index}`,
    parameters: { target: 'i32', table: 'i32' },
    results: ['i32'],
    locals: {
      gas: 'i64',
      size: 'i64',
      pc: 'i32',
      sp: 'i32',
      base: 'i32',
      frame: 'i32',
      code: 'i32',
      codeSize: 'i32',
      mem: 'i32',
      fuel: 'i32',
      reason: 'i32',
      taken: 'i32',
      p: 'i32',
      w: 'v128',
      ...Object.fromEntries(locals.names.map((name): [string, ValueType] => [name, 'i64'])),
    },
    code: [
      ...loadRegisters(),
      ...block(
        'exit',
        nest(
          [
            ['outOfGas', fail(EXIT.outOfGas)],
            ['badJump', fail(EXIT.badJump)],
          ],
          loop('next', nest(bodies, dispatch)),
        ),
      ),
      ...saveRegisters(),
      ...get('reason'),
    ],
  };
}

function leaveFor(number: Code): Code {
  return [...set('reason', op('i32.add', number, i32(GO_ON))), ...br('exit')];
}

/** `run(entry, table)`: goes from part to part. */
export function trampoline(parts: readonly Part[]): FunctionSource {
  const goOn = [...set('entry', op('i32.sub', get('reason'), i32(GO_ON))), ...br('again')];
  return {
    name: 'run',
    parameters: { entry: 'i32', table: 'i32' },
    results: ['i32'],
    locals: { reason: 'i32' },
    code: [
      ...loop(
        'again',
        block(
          'done',
          ...parts.map(({ first, traces }, index) =>
            when(
              op('i32.lt_u', get('entry'), i32(first + traces.length)),
              set('reason', call(`part ${index}`, get('entry'), get('table'))),
              br('done'),
            ),
          ),
        ),
        when(op('i32.ge_u', get('reason'), i32(GO_ON)), goOn),
      ),
      ...get('reason'),
    ],
  };
}

function loadRegisters(): Code {
  const register = (name: string, address: number) => set(name, load32(i32(0), address));
  return [
    ...set('gas', op('i64.trunc_f64_s', loadFloat(i32(0), REGISTER.gas))),
    ...set('size', load32To64(i32(0), REGISTER.memorySize)),
    ...set('sp', op('i32.sub', load32(i32(0), REGISTER.stack), i32(BIAS))),
    ...set('base', op('i32.sub', load32(i32(0), REGISTER.stackBase), i32(BIAS))),
    ...register('frame', REGISTER.frame),
    ...register('code', REGISTER.code),
    ...register('codeSize', REGISTER.codeSize),
    ...register('mem', REGISTER.memory),
    ...register('fuel', REGISTER.fuel),
  ];
}

function saveRegisters(): Code {
  return [
    ...storeFloat(i32(0), op('f64.convert_i64_s', get('gas')), REGISTER.gas),
    ...store32(i32(0), get('pc'), REGISTER.pc),
    ...store32(i32(0), op('i32.add', get('sp'), i32(BIAS)), REGISTER.stack),
    ...store32(i32(0), get('fuel'), REGISTER.fuel),
    ...store32(i32(0), op('i32.wrap_i64', get('size')), REGISTER.memorySize),
  ];
}
