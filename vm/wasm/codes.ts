import { type BytesKey, EMPTY_BYTES, toKey } from '../../storage/encoding/bytes.ts';
import { OPCODES } from '../opcodes.ts';
import type { Rules } from '../rules/rules.ts';
import type { AccountEntry } from '../state/accountEntry.ts';
import type { WorldState } from '../state/worldState.ts';
import { delegationTarget } from '../transaction/delegation.ts';
import type { Compilable } from './compiler/compilable.ts';
import { CODE_AREA, CODE_AREA_SIZE, CODE_PADDING } from './layout.ts';
import { predecode, predecodedLimit } from './predecode.ts';

const JUMPDEST = 0x5b;
const PUSH1 = 0x60;
const PUSH32 = 0x7f;
const INVALID = 0xfe;

/** How many codes are remembered at most, also those that take no room in the area. */
const KNOWN = 8192;

/** A code as a machine knows it. */
export interface KnownCode extends Compilable {
  /** 20 bytes: whose code runs instead (EIP-7702) */
  readonly target: Uint8Array | undefined;
  /** where it stands in the machine's memory; undefined: there was no room, or it has not run */
  place: number | undefined;
  /** where its predecoded form begins; 0: it has none, or not yet */
  map: number;
}

/** The code of an account without one. */
export const NO_CODE: KnownCode = { bytes: EMPTY_BYTES, target: undefined, place: undefined, map: 0 };

/** Bytes that a code of this size takes in memory, with its jump destinations. */
export function placeSize(size: number): number {
  return (2 * size + 2 * CODE_PADDING + 63) & ~63;
}

/** Where the code itself begins in its place; its jump destinations begin `jumpsOffset` after that. */
export const codeOffset = CODE_PADDING;
/** Bytes from the beginning of a code of this size to its jump destinations. */
export function jumpsOffset(size: number): number {
  return size + CODE_PADDING;
}

/** For each opcode 1 where these rules have the instruction. */
export function availableOpcodes(rules: Rules): Uint8Array {
  const available = new Uint8Array(256);
  for (const { code, since } of OPCODES) if (code !== INVALID && rules.has(since)) available[code] = 1;
  return available;
}

/**
 * Writes a code for the interpreter: what the fork does not have becomes INVALID, the operands of PUSH stay, zeros
 * follow (they are STOP), and a byte for each of the code tells whether a jump may go there.
 */
export function placeCode(memory: Uint8Array, place: number, code: Uint8Array, available: Uint8Array): void {
  const { length } = code;
  memory.fill(0, place, place + placeSize(length));
  const start = place + codeOffset;
  const jumps = start + jumpsOffset(length);
  memory.set(code, start);
  for (let i = 0; i < length; i++) {
    const opcode = code[i] ?? 0;
    if (available[opcode] === 0) memory[start + i] = INVALID;
    else if (opcode === JUMPDEST) memory[jumps + i] = 1;
    else if (opcode >= PUSH1 && opcode <= PUSH32) i += opcode - PUSH1 + 1;
  }
}

/** The codes that one machine keeps in its code area, from message to message. */
export class KnownCodes {
  readonly #delegates: boolean;
  readonly #available: Uint8Array;
  readonly #known = new Map<BytesKey, KnownCode>();
  /** The same by the very bytes of a hash: states keep them, and they are found without a key made of them. */
  #met = new WeakMap<Uint8Array, KnownCode>();
  #free = CODE_AREA;
  #full = false;

  constructor(rules: Rules) {
    this.#delegates = rules.has('prague');
    this.#available = availableOpcodes(rules);
  }

  get available(): Uint8Array {
    return this.#available;
  }

  /** The code of an account. */
  of(state: WorldState, { codeHash: hash }: AccountEntry): KnownCode {
    const met = this.#met.get(hash);
    if (met !== undefined) return met;
    const key = toKey(hash);
    let known = this.#known.get(key);
    if (known === undefined) {
      const bytes = state.codeByHash(hash);
      const target = this.#delegates ? delegationTarget(bytes) : undefined;
      known = { bytes, target, place: undefined, map: 0 };
      this.#known.set(key, known);
      known.hash = key;
    }
    this.#met.set(hash, known);
    return known;
  }

  /** Puts a code into the area where there is room; true if it stands there. */
  settle(known: KnownCode, memory: Uint8Array): boolean {
    if (known.place !== undefined) return true;
    const { length } = known.bytes;
    const size = placeSize(length);
    if (!this.#hasRoom(size)) return false;
    known.place = this.#free;
    this.#free += size;
    placeCode(memory, known.place, known.bytes, this.#available);
    return true;
  }

  /** Writes the predecoded form of a code that stands in the area, where there is room; true if it has one. */
  predecode(known: KnownCode, memory: Uint8Array): boolean {
    if (known.map !== 0) return true;
    const size = known.bytes.length;
    if (known.place === undefined || !this.#hasRoom(predecodedLimit(size))) return false;
    const code = known.place + codeOffset;
    known.map = this.#free;
    const end = predecode(memory, known.map, { code, jumps: code + jumpsOffset(size), size });
    this.#free = (end + 63) & ~63;
    return true;
  }

  #hasRoom(size: number): boolean {
    if (this.#free + size <= CODE_AREA + CODE_AREA_SIZE) return true;
    this.#full = true;
    return false;
  }

  /** Between messages, when nothing runs: forgets all codes if there was no more room. */
  tidy(): void {
    if (!this.#full && this.#known.size <= KNOWN) return;
    this.#known.clear();
    this.#met = new WeakMap();
    this.#free = CODE_AREA;
    this.#full = false;
  }
}
