import { block, brIf, type Code, get, i32, load8, op, set, when } from '../emit/code.ts';
import { EXIT } from '../layout.ts';
import { type Handlers, isHuge, leave, limb, small, storeSmall } from './parts.ts';

/** Jumps, and what a frame knows of itself. JUMP and JUMPI move the stack pointer as all others do: after this. */
export const CONTROL: Handlers = new Map<number, Code>([
  [0x56, jump()],
  [
    0x57,
    block(
      'on',
      brIf(
        'on',
        op(
          'i64.eqz',
          op('i64.or', op('i64.or', limb(1, 0), limb(1, 1)), op('i64.or', limb(1, 2), limb(1, 3))),
        ),
      ),
      jump(),
    ),
  ],
  [
    0x58,
    storeSmall(-1, op('i64.extend_i32_u', op('i32.sub', op('i32.sub', get('pc'), get('code')), i32(1)))),
  ],
  [0x5a, storeSmall(-1, get('gas'))],
  [0x5b, countFuel([])],
]);

/**
 * JUMPDEST. An endless loop passes here again and again: the place to let the driver look at the clock, after `before` where
 * fuel is used up.
 */
export function countFuel(before: Code): Code {
  return [
    ...set('fuel', op('i32.sub', get('fuel'), i32(1))),
    ...when(op('i32.eqz', get('fuel')), before, leave(EXIT.fuel)),
  ];
}

/** To where the topmost item says, if a JUMPDEST is there. */
function jump(): Code {
  return [
    ...brIf('badJump', isHuge(0)),
    ...set('p', op('i32.wrap_i64', small(0))),
    ...brIf('badJump', op('i32.ge_u', get('p'), get('codeSize'))),
    ...brIf('badJump', op('i32.eqz', load8(op('i32.add', get('jumps'), get('p'))))),
    ...set('pc', op('i32.add', get('code'), get('p'))),
  ];
}
