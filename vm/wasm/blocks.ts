// One interpreter: past 250 lines because its cells share the places that they go on to.
import { opcodeFacts } from '../opcodes.ts';
import {
  BLOCK,
  HEADER_PART,
  JUMP,
  JUMP_IF,
  JUMP_TO,
  JUMP_TO_IF,
  operandSize,
  PUSH_SMALL,
  PUSH_WORD,
  SEQUENCES,
} from './cells.ts';
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
  load64,
  loop,
  nest,
  op,
  RETURN,
  set,
  tee,
  when,
} from './emit/code.ts';
import type { FunctionSource } from './emit/module.ts';
import { fusionOf, grow } from './fusions.ts';
import { HANDLERS, takesFixedGas } from './handlers.ts';
import { isHuge, leave, limb, moveStack, small, storeLimb, storeSmall } from './instructions/parts.ts';
import { EXIT, REGISTER } from './layout.ts';
import { FAILURES, LOCALS, loadRegisters, saveRegisters } from './registers.ts';
import { SEQUENCE_LIST } from './sequences.ts';

/*
 * The interpreter of predecoded code (cells.ts). `ip` is the address behind the kind of the cell that runs.
 *
 *   jumped: counts fuel ─> block: gas and stack of a whole block, at its header ─> next: one cell after the other
 *
 * A block that lacks gas or stack items is run by the other interpreter, which finds the instruction that fails.
 */
const JUMPED = 'jumped';
const ENTER = 'block';
const NEXT = 'next';
const SLOW = 'slow';
const GAS = 0x5a;
const INVALID = 0xfe;

const header = (part: 'gas' | 'least' | 'span' | 'pc'): Code => load32(get('ip'), HEADER_PART[part]);
const skip = (bytes: number): Code => (bytes === 0 ? [] : set('ip', op('i32.add', get('ip'), i32(bytes))));

/** `run`: as `runOne` (interpreter.ts), wherever there is predecoded code. */
export function runBlocks(): FunctionSource {
  const kinds = [
    ...Array.from({ length: SEQUENCES }, (_, i) => i),
    ...SEQUENCE_LIST.map((_, i) => SEQUENCES + i),
  ];
  const known = kinds.filter((kind) => cellCode(kind) !== undefined);
  const labels = kinds.map((kind) => (known.includes(kind) ? labelOf(kind) : 'invalid'));
  const fetch = [
    ...set('kind', load32(get('ip'))),
    ...skip(4),
    ...brTable([...labels, 'invalid'], get('kind')),
  ];
  const cells = loop(
    NEXT,
    nest(
      known.map((kind) => [labelOf(kind), cellCode(kind) ?? []]),
      fetch,
    ),
  );
  return {
    name: 'run',
    parameters: {},
    results: ['i32'],
    locals: { ...LOCALS, ip: 'i32', kind: 'i32' },
    code: [
      ...when(op('i32.eqz', load32(i32(0), REGISTER.map)), call('runOne'), RETURN),
      ...loadRegisters(),
      ...set('ip', mapped(op('i32.sub', get('pc'), get('code')))),
      ...set('ip', op('i32.and', get('ip'), i32(-2))),
      // compiled code may give over in the middle of a block
      ...when(op('i32.eqz', get('ip')), call('runOne'), RETURN),
      ...block(
        'exit',
        block(
          SLOW,
          nest(
            FAILURES.map((label) => [label, leave(EXIT[label])]),
            loop(JUMPED, countFuel(), loop(ENTER, enterBlock(), cells)),
          ),
        ),
        set('gas', op('i64.add', get('gas'), load32To64(get('ip'), HEADER_PART.gas))),
        toHeaderPlace(),
        saveRegisters(),
        call('runOne'),
        RETURN,
      ),
      ...saveRegisters(),
      ...get('reason'),
    ],
  };
}

/** What the map says about a place in the code. */
function mapped(place: Code): Code {
  return load32(op('i32.add', load32(i32(0), REGISTER.map), op('i32.shl', place, i32(2))));
}

function toHeaderPlace(): Code {
  return set('pc', op('i32.add', get('code'), header('pc')));
}

/** An endless loop passes here again and again: the place to let the driver look at the clock. */
function countFuel(): Code {
  return [
    ...set('fuel', op('i32.sub', get('fuel'), i32(1))),
    ...when(op('i32.eqz', get('fuel')), toHeaderPlace(), leave(EXIT.fuel)),
  ];
}

function enterBlock(): Code {
  const used = op('i32.sub', get('sp'), get('base'));
  return [
    ...brIf(
      SLOW,
      op(
        'i64.lt_s',
        tee('gas', op('i64.sub', get('gas'), load32To64(get('ip'), HEADER_PART.gas))),
        [0x42, 0],
      ),
    ),
    ...brIf(SLOW, op('i32.gt_u', op('i32.sub', used, header('least')), header('span'))),
    ...skip(HEADER_PART.size),
  ];
}

const labelOf = (kind: number) => `kind ${kind}`;

/** A cell's whole work; undefined where no cell has this kind. */
function cellCode(kind: number): Code | undefined {
  const sequence = SEQUENCE_LIST[kind - SEQUENCES];
  return sequence === undefined ? part(kind, 0, true) : together(sequence);
}

/** The parts of a sequence one after the other, without a dispatch between them. */
function together(sequence: readonly number[]): Code {
  const fusion = fusionOf(sequence);
  if (fusion !== undefined) {
    const size = sequence.reduce((sum, kind) => sum + operandSize(kind), 0);
    if (fusion.condition === undefined) {
      return [...fusion.code, ...grow(fusion.growth), ...skip(size), ...br(NEXT)];
    }
    return [
      ...fusion.code,
      ...set('p', fusion.condition),
      ...grow(fusion.growth),
      ...when(op('i32.eqz', get('p')), skip(size), br(ENTER)),
      ...set('ip', load32(get('ip'), size - 4)),
      ...br(JUMPED),
    ];
  }
  let offset = 0;
  const code: Code[] = [];
  sequence.forEach((kind, i) => {
    code.push(part(kind, offset, i === sequence.length - 1) ?? []);
    offset += operandSize(kind);
  });
  return code.flat();
}

/** One instruction; its operand is `offset` behind `ip`. The last one goes on to what follows. */
function part(kind: number, offset: number, isLast: boolean): Code | undefined {
  const next = isLast ? [...skip(offset + operandSize(kind)), ...br(NEXT)] : [];
  const operand = (k: number): Code => load64(get('ip'), offset + 8 * k);
  switch (kind) {
    case BLOCK:
      return [...set('ip', op('i32.sub', get('ip'), i32(4))), ...br(ENTER)];
    case PUSH_SMALL:
      return [...storeSmall(-1, operand(0)), ...moveStack(PUSH_SMALL), ...next];
    case PUSH_WORD:
      return [
        ...[0, 1, 2, 3].flatMap((k) => storeLimb(-1, k, operand(k))),
        ...moveStack(PUSH_SMALL),
        ...next,
      ];
    case JUMP:
      return [...findTarget(), ...moveStack(JUMP), ...set('ip', get('p')), ...br(JUMPED)];
    case JUMP_IF:
      return [
        ...when(isZero(1), moveStack(JUMP_IF), skip(offset), br(ENTER)),
        ...findTarget(),
        ...moveStack(JUMP_IF),
        ...set('ip', get('p')),
        ...br(JUMPED),
      ];
    case JUMP_TO:
      return [...set('ip', load32(get('ip'), offset)), ...br(JUMPED)];
    case JUMP_TO_IF:
      return [
        // the destination was never pushed: the condition is the topmost item
        ...moveStack(JUMP),
        ...when(isZero(-1), skip(offset + 4), br(ENTER)),
        ...set('ip', load32(get('ip'), offset)),
        ...br(JUMPED),
      ];
  }
  if (kind > 255 || (kind > PUSH_SMALL && kind <= PUSH_WORD)) return undefined;
  const own = HANDLERS.get(kind);
  if (own === undefined) {
    if (opcodeFacts(kind) === undefined) return undefined;
    // whoever reports the failure looks for the opcode before this place
    if (kind === INVALID) return [...setPlace(0), ...br('invalid')];
    return leaveFor(kind);
  }
  if (!takesFixedGas(kind))
    return [...setPlace(offset), ...own, ...moveStack(kind), ...skip(offset + 4), ...br(ENTER)];
  if (kind === GAS) return [...own, ...moveStack(kind), ...skip(offset), ...br(ENTER)];
  return [...own, ...moveStack(kind), ...next];
}

/** The place of the next instruction, for the driver. */
function setPlace(offset: number): Code {
  return set('pc', op('i32.add', get('code'), load32(get('ip'), offset)));
}

function leaveFor(opcode: number): Code {
  return [...setPlace(0), ...leave(opcode)];
}

function isZero(index: number): Code {
  return op(
    'i64.eqz',
    op('i64.or', op('i64.or', limb(index, 0), limb(index, 1)), op('i64.or', limb(index, 2), limb(index, 3))),
  );
}

/** Puts the header of the block that the topmost item names into `p`, if a jump may go there. */
function findTarget(): Code {
  return [
    ...brIf('badJump', isHuge(0)),
    ...set('p', op('i32.wrap_i64', small(0))),
    ...brIf('badJump', op('i32.ge_u', get('p'), get('codeSize'))),
    ...set('p', mapped(get('p'))),
    ...brIf('badJump', op('i32.eqz', op('i32.and', get('p'), i32(1)))),
    ...set('p', op('i32.sub', get('p'), i32(1))),
  ];
}
