import { type Code, call, get, i32, i64, load32, load32To64, op, set, tee, when } from '../emit/code.ts';
import { HEADER, REGISTER, TRANSIENT } from '../layout.ts';
import { addressOf, charge, copyWord, type Handlers, item, leave } from './parts.ts';

const SLOAD = 0x54;
const SSTORE = 0x55;
const TLOAD = 0x5c;
const TSTORE = 0x5d;
const TRANSIENT_GAS = 100;

const LASTING = load32(get('frame'), HEADER.account);
const PASSING = op('i32.or', LASTING, i32(TRANSIENT));

/** Slots that this message has met before. The others are found outside; these take their gas here. */
export const STORAGE: Handlers = new Map<number, Code>([
  [SLOAD, load(SLOAD, LASTING, load32To64(i32(0), REGISTER.warmSlotGas))],
  [SSTORE, store(SSTORE, LASTING)],
  [TLOAD, load(TLOAD, PASSING, i64(TRANSIENT_GAS))],
  [TSTORE, store(TSTORE, PASSING)],
]);

function load(opcode: number, owner: Code, gas: Code): Code {
  return [
    ...when(op('i32.eqz', tee('p', call('findSlot', addressOf(0), owner))), leave(opcode)),
    ...charge(gas),
    ...copyWord(get('sp'), item(0), get('p'), 0),
  ];
}

function store(opcode: number, owner: Code): Code {
  const written = call('writeSlot', addressOf(0), owner, addressOf(1), get('gas'));
  return [...when(op('i64.lt_s', tee('a', written), i64(0)), leave(opcode)), ...set('gas', get('a'))];
}
