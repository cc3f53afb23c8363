import {
  br,
  brIf,
  type Code,
  call,
  get,
  i32,
  i64,
  load16,
  load32,
  load32To64,
  load64,
  loop,
  op,
  popTo,
  set,
  store64,
  when,
} from '../emit/code.ts';
import { EXIT, HEADER, OPERANDS, REGISTER, STACK_ITEMS, TRANSIENT, WORD } from '../layout.ts';
import { ARITHMETIC, type Operation } from './arithmetic.ts';
import { constantOf, folded } from './constants.ts';
import { ENVIRONMENT } from './environment.ts';
import { areSome, shiftRight } from './limbs.ts';
import { charge, MEMORY } from './memory.ts';
import {
  DUP1,
  INVALID,
  JUMP,
  JUMPDEST,
  JUMPI,
  POP,
  type Program,
  PUSH0,
  PUSH32,
  readsSlot,
  SLOAD,
  SWAP1,
} from './program.ts';
import { LIMBS, type Limbs, type Locals, limbCode, Scope, type Value } from './scope.ts';
import type { Segment, Step, Trace } from './trace.ts';

const EXP = 0x0a;
const PC = 0x58;
const GAS = 0x5a;
const TRANSIENT_GAS = 100;

const OPERATIONS: ReadonlyMap<number, Operation> = new Map([...ARITHMETIC, ...ENVIRONMENT, ...MEMORY]);

/** Whether an instruction is left to the driver. */
export function leaves(opcode: number): boolean {
  return !(
    OPERATIONS.has(opcode) ||
    opcode === EXP ||
    readsSlot(opcode) ||
    opcode === POP ||
    opcode === PC ||
    opcode === GAS ||
    opcode === JUMP ||
    opcode === JUMPI ||
    opcode === JUMPDEST ||
    (opcode >= PUSH0 && opcode < SWAP1 + 16)
  );
}

/** How a trace reaches others. */
export interface Ways {
  /** Branches to the trace that begins at a place in the code. */
  goTo(at: number): Code;
  /** Branches to the trace whose number is in the local `target`. */
  readonly goToTarget: Code;
  /** The label of the loop around the trace itself. */
  readonly self: string;
}

/** The code of a trace. Registers are in locals; what has changed of the stack is stored where the trace is left. */
export function emitTrace(program: Program, trace: Trace, ways: Ways, locals: Locals): Code {
  const scope = new Scope(locals);
  const { segments } = trace;
  segments.forEach((segment, index) => {
    if (index === 0) enter(scope, segment);
    const next = segments[index + 1];
    scope.gasAhead = segment.gas;
    for (const step of segment.steps) {
      scope.gasAhead -=
        leaves(step.opcode) || readsSlot(step.opcode) ? 0 : (program.pricing.fixed[step.opcode] ?? 0);
      emitStep(scope, program, step, segment, next, trace, ways);
      scope.sweep();
    }
  });
  if (trace.next !== undefined && segments.at(-1)?.steps.at(-1)?.opcode !== JUMPI) {
    scope.prepareSpill();
    scope.emit(scope.spill(), ways.goTo(trace.next));
  }
  locals.clear();
  return loop(ways.self, ...scope.code);
}

/** Looks at fuel, gas and stack; where one does not do, the interpreter goes on from here and finds out what it is. */
function enter(scope: Scope, segment: Segment): void {
  const problems: Code[] = [];
  if (segment.steps[0]?.opcode === JUMPDEST) {
    scope.emit(set('fuel', op('i32.sub', get('fuel'), i32(1))));
    problems.push(op('i32.eqz', get('fuel')));
  }
  problems.push(...lacks(segment, undefined));
  if (problems.length > 0) {
    scope.emit(when(any(problems), interpretAt(segment.at)));
  }
  take(scope, segment);
}

function take(scope: Scope, { gas }: Segment): void {
  if (gas > 0) scope.emit(set('gas', op('i64.sub', get('gas'), i64(gas))));
}

/** What may be wrong with the gas, and with the stack beyond what was looked at before. */
function lacks({ gas, need, room }: Segment, before: Segment | undefined): Code[] {
  const out: Code[] = [];
  if (gas > 0) out.push(op('i64.lt_s', get('gas'), i64(gas)));
  if (need > (before?.need ?? 0) || room > (before?.room ?? 0)) {
    const used = op('i32.sub', get('sp'), get('base'));
    const most = STACK_ITEMS - room - need;
    out.push(most < 0 ? i32(1) : op('i32.gt_u', op('i32.sub', used, i32(need * WORD)), i32(most * WORD)));
  }
  return out;
}

/** Leaves for the interpreter; the registers are as they are before the instruction. */
function interpretAt(at: number): Code {
  return leaveAt(at, EXIT.interpret);
}

function leaveAt(at: number, reason: number): Code {
  return [...set('pc', op('i32.add', get('code'), i32(at))), ...set('reason', i32(reason)), ...br('exit')];
}

function emitStep(
  scope: Scope,
  program: Program,
  step: Step,
  segment: Segment,
  next: Segment | undefined,
  trace: Trace,
  ways: Ways,
): void {
  const { opcode, operand, takes } = step;
  if (opcode === INVALID) {
    scope.emit(leaveAt(step.next, EXIT.invalid));
    return;
  }
  if (leaves(opcode)) {
    scope.prepareSpill();
    scope.emit(scope.spill(), leaveAt(step.next, opcode));
    return;
  }
  const constant = folded(scope, opcode, takes);
  if (constant !== undefined) {
    for (let i = 0; i < takes; i++) scope.pop();
    scope.push(scope.constant(constant));
    return;
  }
  if (opcode >= PUSH0 && opcode <= PUSH32) scope.push(scope.constant(operand));
  else if (opcode >= DUP1 && opcode < SWAP1) scope.push(scope.peek(opcode - DUP1));
  else if (opcode >= SWAP1 && opcode < SWAP1 + 16) scope.swap(opcode - SWAP1 + 1);
  else if (opcode === POP) scope.pop();
  else if (opcode === PC) scope.push(scope.constant(BigInt(step.at)));
  else if (opcode === GAS) scope.push(scope.small(op('i64.add', get('gas'), i64(scope.gasAhead))));
  else if (opcode === EXP) raise(scope, program.pricing.exponentByte);
  else if (readsSlot(opcode)) readSlot(scope, step, segment, next);
  else if (opcode === JUMP) jump(scope, program, step, ways);
  else if (opcode === JUMPI) branch(scope, program, step, segment, next, trace, ways);
  else OPERATIONS.get(opcode)?.(scope);
}

/** The gas of EXP goes by the bytes of the exponent (EIP-160). */
function raise(scope: Scope, exponentByte: number): void {
  const [base, exponent] = [scope.pop(), scope.pop()];
  const known = constantOf(exponent);
  const [a, b] = [scope.limbs(base), scope.limbs(exponent)];
  if (known !== undefined) {
    const bytes = known === 0n ? 0 : Math.ceil(known.toString(16).length / 2);
    if (bytes > 0) charge(scope, i64(bytes * exponentByte));
  } else charge(scope, op('i64.mul', call('bytesOf', ...b.map(limbCode)), i64(exponentByte)));
  const results = scope.results(4);
  scope.emit(call('raised', ...[...a, ...b].map(limbCode)), popTo(...results.toReversed()));
  scope.push(scope.value(results as unknown as Limbs));
}

function jump(scope: Scope, program: Program, { follow }: Step, ways: Ways): void {
  const destination = scope.pop();
  if (follow === 'taken') return;
  const go = goToValue(scope, program, destination, ways);
  scope.prepareSpill();
  scope.emit(scope.spill(), go);
}

/** JUMPI: the side way stores the stack and leaves; the other goes on with what is known. */
function branch(
  scope: Scope,
  program: Program,
  step: Step,
  segment: Segment,
  next: Segment | undefined,
  trace: Trace,
  ways: Ways,
): void {
  const [destination, condition] = [scope.pop(), scope.pop()];
  const go = goToValue(scope, program, destination, ways);
  const known = constantOf(condition);
  scope.emit(
    set('taken', known === undefined ? areSome(scope, scope.limbs(condition)) : i32(known === 0n ? 0 : 1)),
  );
  scope.prepareSpill();
  const isTakenWay = step.follow === 'taken';
  const leavesWay = isTakenWay ? op('i32.eqz', get('taken')) : get('taken');
  const side = isTakenWay ? ways.goTo(step.next) : go;
  if (next === undefined) {
    scope.emit(scope.spill(), when(leavesWay, side), ways.goTo(trace.next ?? step.next));
    return;
  }
  const problems = any([leavesWay, ...lacks(next, segment)]);
  scope.emit(when(problems, scope.spill(), when(leavesWay, side), interpretAt(next.at)));
  take(scope, next);
}

/** SLOAD and TLOAD of slots that the machine has met; the driver does the others. */
function readSlot(
  scope: Scope,
  { opcode, next: after }: Step,
  segment: Segment,
  next: Segment | undefined,
): void {
  const key = scope.limbs(scope.peek(0));
  const account = load32(get('frame'), HEADER.account);
  scope.emit(
    ...LIMBS.map((k) => store64(i32(0), limbCode(key[k]), OPERANDS + 8 * k)),
    set(
      'p',
      call('findSlot', i32(OPERANDS), opcode === SLOAD ? account : op('i32.or', account, i32(TRANSIENT))),
    ),
  );
  scope.prepareSpill();
  scope.emit(when(op('i32.eqz', get('p')), scope.spill(), leaveAt(after, opcode)));
  charge(scope, opcode === SLOAD ? load32To64(i32(0), REGISTER.warmSlotGas) : i64(TRANSIENT_GAS));
  scope.pop();
  const found = LIMBS.map((k) => scope.temporary(load64(get('p'), 8 * k)));
  scope.push(scope.value(found as unknown as Limbs));
  if (next === undefined) return;
  const problems = lacks(next, segment);
  if (problems.length > 0) {
    scope.prepareSpill();
    scope.emit(when(any(problems), scope.spill(), interpretAt(next.at)));
  }
  take(scope, next);
}

function any(conditions: readonly Code[]): Code {
  return conditions.reduce((all, one) => op('i32.or', all, one));
}

/** Code that branches to where a value says, once the stack is stored. */
function goToValue(scope: Scope, program: Program, value: Value, ways: Ways): Code {
  const at = constantOf(value);
  if (at !== undefined) return program.isDestination(at) ? ways.goTo(Number(at)) : br('badJump');
  const limbs = scope.limbs(value);
  const beyond = areSome(scope, [limbs[1], limbs[2], limbs[3], shiftRight(scope, limbs[0], 32)]);
  const low = op('i32.wrap_i64', limbCode(limbs[0]));
  const found = load16(op('i32.add', get('table'), op('i32.shl', low, i32(1))));
  return [
    ...brIf('badJump', beyond),
    ...brIf('badJump', op('i32.ge_u', low, get('codeSize'))),
    ...set('target', found),
    ...brIf('badJump', op('i32.eqz', get('target'))),
    ...ways.goToTarget,
  ];
}
