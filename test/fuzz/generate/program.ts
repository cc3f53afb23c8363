// A generator of programs; past 250 lines because each kind of edge case is a few of its own.
import { bigIntToFixedBytes, bytesToBigInt, concatBytes } from '../../../storage/encoding/bytes.ts';
import { OPCODES, type OpcodeFacts } from '../../../vm/opcodes.ts';
import { forkOrder } from '../../../vm/rules/forks.ts';
import { type Instructions, instructionsOf, NOT_PLAIN } from './instructions.ts';
import {
  chooseOperand,
  MAX_WORD,
  OPERANDS,
  type Operand,
  type ProgramContext,
  randomWord,
} from './operands.ts';
import { precompileInput } from './precompileInput.ts';
import { tinyInitcode } from './tinyInitcode.ts';
import { withoutEof } from './withoutEof.ts';

/** Instructions that programs need more often than by chance. */
const FAVOURITES = [
  ...['SSTORE', 'SSTORE', 'SLOAD', 'TSTORE', 'TLOAD', 'MSTORE', 'CALL', 'CALL', 'CALLCODE', 'DELEGATECALL'],
  ...['STATICCALL', 'CREATE', 'CREATE2', 'RETURNDATACOPY', 'EXTCODECOPY', 'EXTCODEHASH', 'BALANCE'],
  ...['MCOPY', 'LOG1', 'KECCAK256', 'GAS', 'EXTCODESIZE', 'SELFBALANCE', 'RETURNDATASIZE', 'MSIZE'],
];

const BY_NAME = new Map(OPCODES.map((facts) => [facts.name, facts]));
const [RETURN, REVERT, SELFDESTRUCT] = ['RETURN', 'REVERT', 'SELFDESTRUCT'].map((name) =>
  BY_NAME.get(name),
) as [OpcodeFacts, OpcodeFacts, OpcodeFacts];

/** A contract's program. */
export function randomProgram(context: ProgramContext): Uint8Array {
  const { random } = context;
  if (random.chance(0.02)) return random.bytes(random.int(60)).map((byte) => (byte === 0xef ? 0 : byte));
  // before EIP-150 a few gas lead to the limit of depth
  const deep = forkOrder(context.fork) < forkOrder('tangerineWhistle') && random.chance(0.05);
  const assembler = new Assembler(context);
  return withoutEof(deep ? assembler.descent() : assembler.program(1 + random.int(14)));
}

/** The program of a creation: now and then one that returns code, runs long, or leaves nothing. */
export function randomInitcode(context: ProgramContext): Uint8Array {
  const { random } = context;
  if (random.chance(0.25)) return randomProgram(context);
  const prologue = random.chance(0.5) ? new Assembler(context).statements(random.int(4)) : new Uint8Array();
  return withoutEof(concatBytes(prologue, deploy(context)));
}

/** Code that copies what follows it and returns it as the contract. */
function deploy(context: ProgramContext): Uint8Array {
  const { random } = context;
  if (random.chance(0.1)) {
    // so many zeros: at and past the limits of code size, and of the gas to pay for it
    const size = random.pick([0, 1, 32, 500, 24_575, 24_576, 24_577]);
    return Uint8Array.of(0x61, size >> 8, size & 0xff, 0x60, 0x00, 0xf3);
  }
  if (random.chance(0.05)) {
    return Uint8Array.of(
      0x60,
      random.pick([0xef, 0xfe]),
      0x60,
      0x00,
      0x53,
      0x60,
      random.pick([1, 2]),
      0x60,
      0x00,
      0xf3,
    );
  }
  const runtime = new Assembler(context).program(random.int(5)).subarray(0, 255);
  const head = Uint8Array.of(
    0x60,
    runtime.length,
    0x80,
    0x38,
    0x03,
    0x60,
    0x00,
    0x39,
    0x60,
    runtime.length,
    0x60,
    0x00,
    0xf3,
  );
  return concatBytes(head, runtime);
}

/** Builds one program statement by statement, each of which leaves the stack about as high as it found it. */
class Assembler {
  readonly #context: ProgramContext;
  readonly #code: number[] = [];
  readonly #instructions: Instructions;

  constructor(context: ProgramContext) {
    this.#context = context;
    this.#instructions = instructionsOf(context.fork);
  }

  #has(name: string): boolean {
    return this.#instructions.names.has(name);
  }

  program(count: number): Uint8Array {
    this.statements(count);
    this.#end();
    return Uint8Array.from(this.#code);
  }

  /** Calls itself, or makes another, with nearly all its gas, then leaves a mark. */
  descent(): Uint8Array {
    const kind = this.#context.random.pick([0xf1, 0xf2]);
    for (let i = 0; i < 5; i++) this.#push(0n);
    this.#op(0x30);
    this.#code.push(0x60, 90, 0x5a, 0x03, kind); // GAS - 90
    this.#push(0n);
    this.#op(0x55);
    return Uint8Array.from(this.#code);
  }

  statements(count: number): Uint8Array {
    for (let i = 0; i < count; i++) this.#statement();
    return Uint8Array.from(this.#code);
  }

  #statement(): void {
    const { random } = this.#context;
    const roll = random.int(1000);
    if (roll < 540) this.#plain();
    else if (roll < 620) this.#keepResult();
    else if (roll < 680) this.#forwardJump();
    else if (roll < 710) this.#stackJuggling();
    else if (roll < 740) this.#precompile();
    else if (roll < 800) this.#create();
    else if (roll < 850) this.#storageRow();
    else if (roll < 900) this.#recursion();
    else if (roll < 920) this.#loop();
    else if (roll < 930) this.#badJump();
    else if (roll < 935) this.#overflow();
    else if (roll < 945) this.#op(random.pick(OPCODES).code);
    else if (roll < 950) this.#code.push(random.int(256));
    else if (roll < 960) this.#earlyEnd();
    else this.#callAndCopy();
  }

  /** An instruction with the operands that it wants, its result dropped or left. */
  #plain(): void {
    const { random } = this.#context;
    const favourite = random.chance(0.6) ? BY_NAME.get(random.pick(FAVOURITES)) : undefined;
    const facts = favourite ?? random.pick(this.#instructions.all);
    const known = this.#has(facts.name) || random.chance(0.01);
    if (!known || NOT_PLAIN.test(facts.name)) return;
    this.#withOperands(facts);
    if (facts.puts > 0 && random.chance(0.7)) this.#op(0x50);
  }

  /** Its result goes where the comparison sees it. */
  #keepResult(): void {
    const { random } = this.#context;
    const facts = random.pick(this.#instructions.withResult);
    this.#withOperands(facts);
    this.#push(BigInt(random.int(6)));
    this.#op(0x55);
  }

  #withOperands(facts: OpcodeFacts): void {
    const { random } = this.#context;
    const kinds = OPERANDS[facts.name] ?? Array.from({ length: facts.takes }, (): Operand => 'word');
    const given = random.chance(0.99) ? kinds.length : random.int(kinds.length + 1);
    for (let i = given - 1; i >= 0; i--) this.#operand(kinds[i] ?? 'word');
    this.#op(facts.code);
  }

  #operand(kind: Operand): void {
    const { random } = this.#context;
    const choice = random.chance(0.02) ? randomWord(random) : chooseOperand(kind, this.#context);
    if (typeof choice === 'bigint') this.#push(choice);
    else this.#op(choice);
  }

  /** The shortest push mostly, now and then one with zeros before it. */
  #push(value: bigint): void {
    const { random, fork } = this.#context;
    let shortest = 0;
    for (let rest = value; rest > 0n; rest >>= 8n) shortest++;
    const width = random.chance(0.95) ? shortest : shortest + random.int(33 - shortest);
    const least = forkOrder(fork) >= forkOrder('shanghai') ? width : Math.max(1, width);
    this.#code.push(0x5f + least);
    for (const byte of bigIntToFixedBytes(value, least)) this.#code.push(byte);
  }

  #op(code: number): void {
    this.#code.push(code);
  }

  /** Over some garbage, which may hold a destination inside push data. */
  #forwardJump(): void {
    const { random } = this.#context;
    const conditional = random.chance(0.5);
    if (conditional) this.#push(random.pick([0n, 1n, MAX_WORD]));
    const garbage = random.chance(0.3)
      ? [0x60, 0x5b]
      : [...random.bytes(random.int(4))].filter((byte) => byte < 0x5f);
    const at = this.#code.length;
    const target = at + 4 + garbage.length;
    this.#code.push(0x61, target >> 8, target & 0xff, conditional ? 0x57 : 0x56, ...garbage, 0x5b);
  }

  /** To the middle of a push, past the end, to something else than a JUMPDEST, or far away. */
  #badJump(): void {
    const { random } = this.#context;
    const conditional = random.chance(0.5);
    if (conditional) this.#push(random.pick([0n, 1n]));
    const at = this.#code.length;
    if (random.chance(0.4)) {
      const target = at + 5; // the 0x5b that is the operand of the PUSH1
      this.#code.push(0x61, target >> 8, target & 0xff, conditional ? 0x57 : 0x56, 0x60, 0x5b, 0x50);
      return;
    }
    this.#push(random.chance(0.5) ? BigInt(random.int(at + 40)) : randomWord(random));
    this.#op(conditional ? 0x57 : 0x56);
  }

  #stackJuggling(): void {
    const { random } = this.#context;
    const height = random.int(18);
    for (let i = 0; i < height; i++) this.#push(BigInt(i));
    for (let i = random.int(4); i >= 0; i--) {
      // mostly within what is there
      const depth = random.chance(0.97)
        ? 1 + random.int(Math.max(1, Math.min(16, height - 1)))
        : 1 + random.int(16);
      if (height > 1 || random.chance(0.05)) this.#op((random.chance(0.5) ? 0x7f : 0x8f) + depth);
    }
    this.#push(1n);
    this.#op(0x55);
  }

  /** To the limit of the stack, or one past it. */
  #overflow(): void {
    const { random } = this.#context;
    for (let i = random.pick([1000, 1010, 1022, 1023, 1024, 1025]); i > 0; i--) this.#op(0x5a);
    if (random.chance(0.5))
      for (let i = random.int(6); i > 0; i--) this.#op(random.pick([0x50, 0x80, 0x90, 0x5a, 0x01]));
  }

  /** Same slot again and again: all ways to earn, lose and regain a refund (EIP-2200, EIP-3529). */
  #storageRow(): void {
    const { random } = this.#context;
    const slot = BigInt(random.int(4));
    for (let i = 1 + random.int(5); i > 0; i--) {
      this.#push(BigInt(random.int(3)));
      this.#push(slot);
      this.#op(0x55);
    }
  }

  /** Odd inputs to a precompile: short, long, out of the field, not on the curve. */
  #precompile(): void {
    const { random } = this.#context;
    const number = random.chance(0.9) ? 1 + random.int(0x12) : 0x100;
    const { words, size } = precompileInput(random, number);
    for (const [i, word] of words.entries()) {
      this.#push(word);
      this.#push(BigInt(32 * i));
      this.#op(0x52);
    }
    const [call, value] = random.pick([
      [0xf1, true],
      [0xf2, true],
      [0xf4, false],
      [0xfa, false],
    ] as const);
    this.#push(BigInt(random.pick([0, 32, 64, 256])));
    this.#push(0n);
    this.#push(BigInt(size));
    this.#push(0n);
    if (value) this.#push(random.chance(0.1) ? 1n : 0n);
    this.#push(BigInt(number));
    if (random.chance(0.75)) this.#op(0x5a);
    else
      this.#push(
        BigInt(random.pick([0, 15, 60, 120, 150, 375, 500, 600, 3000, 6000, 6900, 45_000, 100_000])),
      );
    this.#op(call);
    if (random.chance(0.6)) {
      // its answer, by its hash
      this.#push(256n);
      this.#push(0n);
      this.#code.push(0x20, 0x01);
    }
    this.#push(BigInt(random.int(5)));
    this.#op(0x55);
  }

  /** Initcode in memory, a creation from it, and sometimes the same again (a collision for CREATE2) or a call. */
  #create(): void {
    const { random } = this.#context;
    const initcode = random.pick([tinyInitcode(random), deploy(this.#context)]);
    const padded = initcode.subarray(0, 64);
    for (let i = 0; i < padded.length; i += 32) {
      const chunk = new Uint8Array(32);
      chunk.set(padded.subarray(i, i + 32));
      this.#push(bytesToBigInt(chunk));
      this.#push(BigInt(i));
      this.#op(0x52);
    }
    const second = random.chance(0.5) && this.#has('CREATE2');
    for (let i = random.pick([1, 1, 1, 2]); i > 0; i--) {
      if (second) this.#push(0n);
      this.#push(BigInt(padded.length));
      this.#push(0n);
      this.#push(random.pick([0n, 0n, 0n, 1n, 10n ** 30n]));
      this.#op(second ? 0xf5 : 0xf0);
    }
    if (random.chance(0.5)) {
      // call what was made
      const pushes = random.pick([0, 0, 1]);
      for (let i = 0; i < 4; i++) this.#push(0n);
      this.#push(BigInt(pushes));
      this.#op(0x85); // DUP6: the address, under four zeros and the value
      this.#op(0x5a);
      this.#op(0xf1);
    }
    this.#push(BigInt(random.int(5)));
    this.#op(0x55);
  }

  /** The contract itself again, until gas or depth ends. */
  #recursion(): void {
    const { random } = this.#context;
    if (random.chance(0.7)) {
      this.#plain();
      return;
    }
    const kind = random.pick([0xf1, 0xf2, 0xf4, 0xfa]);
    for (let i = 0; i < 4; i++) this.#push(0n);
    if (kind === 0xf1 || kind === 0xf2) this.#push(random.pick([0n, 0n, 1n]));
    this.#op(0x30);
    this.#op(0x5a);
    this.#op(kind);
    this.#push(BigInt(random.int(3)));
    this.#op(0x55);
  }

  /** Round and round until a counter is up, or gas is. */
  #loop(): void {
    const { random } = this.#context;
    this.#push(BigInt(1 + random.int(40)));
    const top = this.#code.length;
    this.#op(0x5b);
    this.#operand('slot');
    this.#code.push(random.pick([0x54, 0x51, 0x31, 0x19]), 0x50);
    this.#push(1n);
    this.#code.push(0x90, 0x03, 0x80, 0x61, top >> 8, top & 0xff, 0x57, 0x50);
  }

  /** A call, and its answer copied: within its bounds, at them, and past. */
  #callAndCopy(): void {
    const { random } = this.#context;
    const names = ['CALL', 'STATICCALL', 'DELEGATECALL', 'CALLCODE', 'CREATE'];
    const facts = BY_NAME.get(random.pick(names));
    if (facts === undefined || !this.#has(facts.name)) return;
    this.#withOperands(facts);
    if (!this.#has('RETURNDATACOPY')) return;
    if (random.chance(0.6)) this.#op(0x3d);
    else this.#operand('size');
    this.#operand(random.chance(0.7) ? 'slot' : 'offset');
    this.#push(0n);
    this.#op(0x3e);
  }

  #earlyEnd(): void {
    const { random } = this.#context;
    this.#push(random.pick([0n, 1n]));
    const at = this.#code.length;
    const target = at + 4 + 5;
    this.#code.push(
      0x61,
      target >> 8,
      target & 0xff,
      0x57,
      0x60,
      0x20,
      0x60,
      0x00,
      random.pick([0xf3, 0xfd, 0xfe]),
      0x5b,
    );
  }

  #end(): void {
    const { random } = this.#context;
    const roll = random.int(100);
    if (roll < 30) return;
    if (roll < 40) this.#op(0x00);
    else if (roll < 94) this.#withOperands(roll < 70 ? RETURN : roll < 82 ? REVERT : SELFDESTRUCT);
    else this.#op(random.pick([0xfe, 0x0c, 0x60, 0x7f, 0x5b]));
  }
}
