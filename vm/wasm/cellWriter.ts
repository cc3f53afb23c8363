import { opcodeFacts } from '../opcodes.ts';
import { BLOCK, HEADER_PART, JUMP_TO, JUMP_TO_IF, operandSize, SEQUENCES } from './cells.ts';
import { fold, isFolded } from './constants.ts';
import { fixedGas } from './handlers.ts';
import { STACK_ITEMS, WORD } from './layout.ts';
import { SEQUENCE_LIST } from './sequences.ts';

const opcodes = Array.from({ length: 256 }, (_, opcode) => opcode);
const TAKES = Uint8Array.from(opcodes, (opcode) => opcodeFacts(opcode)?.takes ?? 0);
const PUTS = Uint8Array.from(opcodes, (opcode) => opcodeFacts(opcode)?.puts ?? 0);
/** 1: an instruction that fold() may do beforehand. */
const FOLDS = Uint8Array.from({ length: SEQUENCES }, (_, kind) => (isFolded(kind) ? 1 : 0));
const GAS_OF = Uint8Array.from(opcodes, fixedGas);

/** A stack that no block may begin on: its header always fails. */
const NEVER = 0x7fff_ffff;

/** How sequences go on from kind to kind; `kind` where one ends. */
interface Branch {
  kind: number | undefined;
  readonly next: Map<number, Branch>;
}

const TREE: Branch = { kind: undefined, next: new Map() };
SEQUENCE_LIST.forEach((sequence, i) => {
  let branch = TREE;
  for (const kind of sequence) {
    const next: Branch = branch.next.get(kind) ?? { kind: undefined, next: new Map() };
    branch.next.set(kind, next);
    branch = next;
  }
  branch.kind = SEQUENCES + i;
});

/** The tree's first branches by kind. */
const FIRST = Array.from({ length: SEQUENCES }, (_, kind) => TREE.next.get(kind));

/** Writes the cells of one code, block by block. */
export class CellWriter {
  readonly #words: Int32Array;
  readonly #map: number;
  #at: number;
  #header = 0;
  #gas = 0;
  #height = 0;
  #least = 0;
  #peak = 0;
  readonly #kinds: number[] = [];
  /** operands of all cells of the block, one after the other */
  readonly #operands: number[] = [];
  /** by twos: where the address of a header is wanted, and the place in the code of its block */
  readonly #targets: number[] = [];

  /** `map`, `at`: indexes of words */
  constructor(words: Int32Array, map: number, at: number) {
    this.#words = words;
    this.#map = map;
    this.#at = at;
  }

  begin(pc: number, isTarget: boolean): void {
    const words = this.#words;
    this.#header = this.#at;
    words[this.#map + pc] = 4 * this.#at + (isTarget ? 1 : 0);
    words[this.#at] = BLOCK;
    words[this.#at + HEADER_PART.pc / 4] = pc;
    this.#at += HEADER_PART.size / 4;
    this.#gas = 0;
    this.#height = 0;
    this.#least = 0;
    this.#peak = 0;
    this.#kinds.length = 0;
    this.#operands.length = 0;
  }

  /** Counts an instruction's gas and stack for its block. */
  count(opcode: number): void {
    const takes = TAKES[opcode] ?? 0;
    this.#gas += GAS_OF[opcode] ?? 0;
    if (takes > this.#height + this.#least) this.#least = takes - this.#height;
    this.#height += (PUTS[opcode] ?? 0) - takes;
    if (this.#height > this.#peak) this.#peak = this.#height;
  }

  cell(kind: number, ...operand: readonly number[]): void {
    if (FOLDS[kind] === 1 && fold(kind, this.#kinds, this.#operands)) return;
    this.#kinds.push(kind);
    for (const word of operand) this.#operands.push(word);
  }

  /** Writes the block's cells, sequences as one. */
  end(): void {
    const words = this.#words;
    const kinds = this.#kinds;
    const operands = this.#operands;
    const most = (STACK_ITEMS - this.#peak) * WORD;
    const least = this.#least * WORD;
    const header = this.#header;
    words[header + HEADER_PART.gas / 4] = this.#gas;
    words[header + HEADER_PART.least / 4] = most < least ? NEVER : least;
    words[header + HEADER_PART.span / 4] = most < least ? 0 : most - least;
    let at = this.#at;
    let operand = 0;
    for (let i = 0; i < kinds.length; ) {
      let kind = kinds[i] ?? 0;
      let length = 1;
      let branch = FIRST[kind];
      for (let j = i + 1; branch !== undefined; j++) {
        if (branch.kind !== undefined) {
          kind = branch.kind;
          length = j - i;
        }
        branch = branch.next.get(kinds[j] ?? -1);
      }
      words[at++] = kind;
      for (const end = i + length; i < end; i++) {
        for (let k = operandSize(kinds[i] ?? 0); k > 0; k -= 4) words[at++] = operands[operand++] ?? 0;
      }
    }
    const last = kinds.at(-1);
    if (last === JUMP_TO || last === JUMP_TO_IF) this.#targets.push(at - 1, words[at - 1] ?? 0);
    this.#at = at;
  }

  /** Puts the addresses of headers where they are wanted. Answers the first address behind the cells. */
  finish(): number {
    const words = this.#words;
    const targets = this.#targets;
    for (let i = 0; i < targets.length; i += 2) {
      words[targets[i] ?? 0] = (words[this.#map + (targets[i + 1] ?? 0)] ?? 0) & ~1;
    }
    return 4 * this.#at;
  }
}
