import { type Code, call, get, i32, i64, load32, load32To64, op, tee, when } from '../emit/code.ts';
import { HEADER, REGISTER, TRANSIENT } from '../layout.ts';
import { addressOf, charge, copyWord, type Handlers, item, leave } from './parts.ts';

const SLOAD = 0x54;
const TLOAD = 0x5c;
const TRANSIENT_GAS = 100;

/** Slots that this message has met before. The others are found outside, where all is written too; these take their gas here. */
export const STORAGE: Handlers = new Map<number, Code>([
  [SLOAD, load(SLOAD, load32(get('frame'), HEADER.account), load32To64(i32(0), REGISTER.warmSlotGas))],
  [
    TLOAD,
    load(TLOAD, op('i32.or', load32(get('frame'), HEADER.account), i32(TRANSIENT)), i64(TRANSIENT_GAS)),
  ],
]);

function load(opcode: number, owner: Code, gas: Code): Code {
  return [
    ...when(op('i32.eqz', tee('p', call('findSlot', addressOf(0), owner))), leave(opcode)),
    ...charge(gas),
    ...copyWord(get('sp'), item(0), get('p'), 0),
  ];
}
