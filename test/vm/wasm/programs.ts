import { OPCODES } from '../../../vm/opcodes.ts';

/** A generator of numbers that are the same for the same seed (xorshift32). */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed | 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % below;
  };
}

const JUMPDEST = 0x5b;
const WORDS = [
  '00',
  '01',
  '02',
  '1f',
  '20',
  '40',
  'ff',
  '0100',
  'ffff',
  '80'.padEnd(64, '0'),
  'f'.repeat(64),
];
const NAMES = OPCODES.filter(
  ({ name }) => !/^(PUSH|DUP|SWAP|JUMP|INVALID|STOP|RETURN$|REVERT|SELFDESTRUCT)/.test(name),
);

/** Operands that are places or sizes in memory: small, so that most programs live. */
const IN_MEMORY = /^(M|KECCAK|.*COPY|LOG|RETURN|REVERT|CREATE)/;

/** A program: mostly instructions whose operands are pushed before them, between them jumps and odd bytes. */
export function randomProgram(random: (below: number) => number, length: number): Uint8Array {
  const code: number[] = [];
  const push = (hex: string) => code.push(0x5f + hex.length / 2, ...Buffer.from(hex, 'hex'));
  const word = (): string => {
    if (random(3) > 0) return WORDS[random(WORDS.length)] ?? '00';
    const size = 1 + random(32);
    return Array.from({ length: size }, () => random(256).toString(16).padStart(2, '0')).join('');
  };
  for (let i = 0; i < length; i++) {
    const kind = random(40);
    if (kind === 0) code.push(random(256));
    else if (kind === 1) code.push(JUMPDEST);
    else if (kind === 2) {
      // over an invalid instruction, or not
      push(word());
      push((code.length + 5).toString(16).padStart(4, '0'));
      code.push(0x57, random(2) === 0 ? 0xfe : JUMPDEST, JUMPDEST);
    } else if (kind < 8) code.push(0x80 + random(4));
    else if (kind < 11) code.push(0x90 + random(3));
    else {
      const { code: opcode, name, takes } = NAMES[random(NAMES.length)] ?? { code: 0, name: '', takes: 0 };
      for (let k = 0; k < takes; k++) {
        if (IN_MEMORY.test(name) && random(12) > 0) push(random(200).toString(16).padStart(2, '0'));
        else if (random(4) > 0) push(word());
      }
      // calls: to precompiles, to itself, to another contract
      if (/CALL$|CALLCODE/.test(name) && random(4) > 0) {
        push(['01', '02', '04', '05', '06', '09', 'cc'.repeat(20), 'dd'.repeat(20)][random(8)] ?? '01');
        push('ffff');
      }
      code.push(opcode);
    }
  }
  // what is left on the stack comes back, so that a wrong value is seen
  for (let k = 0; k < 4; k++) code.push(0x60, 32 * k, 0x52);
  code.push(0x60, 0x80, 0x60, 0, 0xf3);
  return Uint8Array.from(code);
}
