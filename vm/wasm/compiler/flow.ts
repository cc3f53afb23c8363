import { block, br, brIf, type Code, get, i32, i64, load16, op, set, when } from '../emit/code.ts';
import { EXIT, STACK_ITEMS, WORD } from '../layout.ts';
import { constantOf } from './constants.ts';
import { areSome, shiftRight } from './limbs.ts';
import { JUMPDEST, type Program } from './program.ts';
import { limbCode, type Scope, type Value } from './scope.ts';
import type { Segment, Step, Trace } from './trace.ts';

/** How a trace reaches others. */
export interface Ways {
  /** Branches to the trace that begins at a place in the code. */
  goTo(at: number): Code;
  /** Branches to the trace whose number is in the local `target`. */
  readonly goToTarget: Code;
  /** The label of the loop around the trace itself. */
  readonly self: string;
}

/** What the code of a trace is made with. */
export interface Emission {
  readonly scope: Scope;
  readonly program: Program;
  readonly trace: Trace;
  readonly ways: Ways;
}

/** Looks at fuel, gas and stack; where one does not do, the interpreter goes on from here and finds out what it is. */
export function enter({ scope }: Emission, segment: Segment): void {
  const problems: Code[] = [];
  if (segment.steps[0]?.opcode === JUMPDEST) {
    scope.emit(set('fuel', op('i32.sub', get('fuel'), i32(1))));
    problems.push(op('i32.eqz', get('fuel')));
  }
  problems.push(...lacks(segment, undefined));
  scope.emit(where(problems, interpretAt(segment.at)));
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

/** Leaves the compiled code at this instruction, for this reason. */
export function leaveAt(at: number, reason: number): Code {
  return [...set('pc', op('i32.add', get('code'), i32(at))), ...set('reason', i32(reason)), ...br('exit')];
}

/** Between segments: the next one's gas and stack; where they do not do, the interpreter goes on from there. */
export function goOnWith({ scope }: Emission, segment: Segment, next: Segment): void {
  const problems = lacks(next, segment);
  if (problems.length > 0) {
    scope.prepareSpill();
    scope.emit(where(problems, [...scope.spill(), ...interpretAt(next.at)]));
  }
  take(scope, next);
}

/** Ends a trace. */
export function leaveTo({ scope, ways }: Emission, at: number): void {
  scope.prepareSpill();
  scope.emit(scope.spill(), ways.goTo(at));
}

/** JUMP: on within the trace where the destination is known, else by the table of destinations. */
export function jump(emission: Emission, { follow }: Step): void {
  const { scope } = emission;
  const destination = scope.pop();
  if (follow === 'taken') return;
  const go = goToValue(emission, destination);
  scope.prepareSpill();
  scope.emit(scope.spill(), go);
}

/** JUMPI: the side way stores the stack and leaves; the other goes on with what is known. */
export function branch(emission: Emission, step: Step, segment: Segment, next: Segment | undefined): void {
  const { scope, trace, ways } = emission;
  const [destination, condition] = [scope.pop(), scope.pop()];
  const go = goToValue(emission, destination);
  const known = constantOf(condition);
  scope.emit(set('taken', known === undefined ? isTrue(scope, condition) : i32(known === 0n ? 0 : 1)));
  scope.prepareSpill();
  const isTakenWay = step.follow === 'taken';
  const leavesWay = isTakenWay ? op('i32.eqz', get('taken')) : get('taken');
  const side = isTakenWay ? ways.goTo(step.next) : go;
  if (next === undefined) {
    scope.emit(scope.spill(), when(leavesWay, side), ways.goTo(trace.next ?? step.next));
    return;
  }
  const problems = [leavesWay, ...lacks(next, segment)];
  scope.emit(where(problems, [...scope.spill(), ...when(leavesWay, side), ...interpretAt(next.at)]));
  take(scope, next);
}

function isTrue(scope: Scope, condition: Value): Code {
  if (condition.isFlag) return op('i32.wrap_i64', limbCode(scope.limb(condition, 0)));
  return areSome(scope, scope.limbs(condition));
}

/** Leaves by `otherwise`, which ends with a branch, where one of the conditions holds: each a branch of its own. */
function where(conditions: readonly Code[], otherwise: Code): Code {
  if (conditions.length === 0) return [];
  return block(
    'well',
    block('otherwise', ...conditions.map((condition) => brIf('otherwise', condition)), br('well')),
    otherwise,
  );
}

/** Code that branches to where a value says, once the stack is stored. */
function goToValue({ scope, program, ways }: Emission, value: Value): Code {
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
