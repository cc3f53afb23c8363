import {
  type Code,
  call,
  get,
  i32,
  i64,
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
import { EXIT, HEADER, OPERANDS, REGISTER, TRANSIENT, WORD } from '../layout.ts';
import { ARITHMETIC } from './arithmetic.ts';
import { constantOf, folded } from './constants.ts';
import { ENVIRONMENT } from './environment.ts';
import { branch, type Emission, enter, goOnWith, jump, leaveAt, leaveTo, type Ways } from './flow.ts';
import type { Locals } from './locals.ts';
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
  SLOAD,
  SSTORE,
  SWAP1,
  usesSlot,
  writesSlot,
} from './program.ts';
import type { Operation } from './scope.ts';
import { LIMBS, type Limbs, limbCode, Scope } from './scope.ts';
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
    usesSlot(opcode) ||
    opcode === POP ||
    opcode === PC ||
    opcode === GAS ||
    opcode === JUMP ||
    opcode === JUMPI ||
    opcode === JUMPDEST ||
    (opcode >= PUSH0 && opcode < SWAP1 + 16)
  );
}

/** The code of a trace. Registers are in locals; what has changed of the stack is stored where the trace is left. */
export function emitTrace(program: Program, trace: Trace, ways: Ways, locals: Locals): Code {
  const scope = new Scope(locals);
  const emission: Emission = { scope, program, trace, ways };
  const { segments } = trace;
  segments.forEach((segment, index) => {
    if (index === 0) enter(emission, segment);
    const next = segments[index + 1];
    scope.gasAhead = segment.gas;
    for (const step of segment.steps) {
      scope.gasAhead -=
        leaves(step.opcode) || usesSlot(step.opcode) ? 0 : (program.pricing.fixed[step.opcode] ?? 0);
      emitStep(emission, step, segment, next);
      scope.sweep();
    }
  });
  const last = segments.at(-1)?.steps.at(-1)?.opcode;
  if (trace.next !== undefined && last !== JUMPI) leaveTo(emission, trace.next);
  locals.clear();
  return loop(ways.self, ...scope.code);
}

function emitStep(emission: Emission, step: Step, segment: Segment, next: Segment | undefined): void {
  const { scope, program } = emission;
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
  else if (writesSlot(opcode)) writeSlot(emission, step, segment, next);
  else if (usesSlot(opcode)) readSlot(emission, step, segment, next);
  else if (opcode === JUMP) jump(emission, step);
  else if (opcode === JUMPI) branch(emission, step, segment, next);
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

/** SLOAD and TLOAD of slots that the machine has met; the driver does the others. */
function readSlot(
  emission: Emission,
  { opcode, next: after }: Step,
  segment: Segment,
  next: Segment | undefined,
): void {
  const { scope } = emission;
  scope.emit(
    storeWord(scope.limbs(scope.peek(0)), OPERANDS),
    set('p', call('findSlot', i32(OPERANDS), ownerOf(opcode === SLOAD))),
  );
  scope.prepareSpill();
  scope.emit(when(op('i32.eqz', get('p')), scope.spill(), leaveAt(after, opcode)));
  charge(scope, opcode === SLOAD ? load32To64(i32(0), REGISTER.warmSlotGas) : i64(TRANSIENT_GAS));
  scope.pop();
  const found = LIMBS.map((k) => scope.temporary(load64(get('p'), 8 * k)));
  scope.push(scope.value(found as unknown as Limbs));
  if (next !== undefined) goOnWith(emission, segment, next);
}

/** SSTORE and TSTORE, likewise. */
function writeSlot(
  emission: Emission,
  { opcode, next: after }: Step,
  segment: Segment,
  next: Segment | undefined,
): void {
  const { scope } = emission;
  scope.emit(
    storeWord(scope.limbs(scope.peek(0)), OPERANDS),
    storeWord(scope.limbs(scope.peek(1)), OPERANDS + WORD),
  );
  const owner = ownerOf(opcode === SSTORE);
  const left = scope.temporary(call('writeSlot', i32(OPERANDS), owner, i32(OPERANDS + WORD), get('gas')));
  scope.prepareSpill();
  scope.emit(
    when(op('i64.lt_s', get(left), i64(0)), scope.spill(), leaveAt(after, opcode)),
    set('gas', get(left)),
  );
  scope.pop();
  scope.pop();
  if (next !== undefined) goOnWith(emission, segment, next);
}

function storeWord(limbs: Limbs, address: number): Code {
  return LIMBS.map((k) => store64(i32(0), limbCode(limbs[k]), address + 8 * k));
}

/** Whose slots: the account's, or its transient ones. */
function ownerOf(isLasting: boolean): Code {
  const account = load32(get('frame'), HEADER.account);
  return isLasting ? account : op('i32.or', account, i32(TRANSIENT));
}
