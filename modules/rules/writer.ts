import { bigIntToFixedBytes } from '../../storage/encoding/bytes.ts';

/** The instructions that rules become; modules/contracts/src/libraries/RuleCode.sol lets no others pass. */
export const OP = {
  mod: 0x06,
  signExtend: 0x0b,
  lt: 0x10,
  gt: 0x11,
  slt: 0x12,
  sgt: 0x13,
  eq: 0x14,
  isZero: 0x15,
  and: 0x16,
  shr: 0x1c,
  callDataLoad: 0x35,
  mstore: 0x52,
  mstore8: 0x53,
  jumpIf: 0x57,
  jumpDest: 0x5b,
  push: 0x5f,
  return: 0xf3,
} as const;

/** Gas of the instructions that do not cost 3 (yellow paper, appendix G). */
const GAS: ReadonlyMap<number, bigint> = new Map([
  [OP.mod, 5n],
  [OP.signExtend, 5n],
  [OP.jumpIf, 10n],
  [OP.jumpDest, 1n],
  [OP.return, 0n],
]);

/** gas that the memory of an answer costs at most */
const MEMORY_GAS = 27n;

/** Somewhere ahead that jumps go to; known when it is placed. */
export class Label {
  readonly uses: number[] = [];
}

/** Code in the making. Each condition leaves the stack empty, so that every jump finds it so. */
export class Writer {
  readonly bytes: number[] = [];
  /** what one run needs at most: all instructions together */
  gas = MEMORY_GAS;

  op(code: number): void {
    this.bytes.push(code);
    this.gas += GAS.get(code) ?? 3n;
  }

  push(value: bigint): void {
    const length = Math.max(1, Math.ceil(value.toString(16).length / 2));
    this.op(OP.push + length);
    this.bytes.push(...bigIntToFixedBytes(value, length));
  }

  /** Jumps there where the word on the stack is not zero. */
  jumpIf(label: Label): void {
    this.op(OP.push + 2);
    label.uses.push(this.bytes.length);
    this.bytes.push(0, 0);
    this.op(OP.jumpIf);
  }

  place({ uses }: Label): void {
    if (uses.length === 0) return;
    const target = this.bytes.length;
    for (const use of uses) {
      this.bytes[use] = (target >> 8) & 0xff;
      this.bytes[use + 1] = target & 0xff;
    }
    this.op(OP.jumpDest);
  }

  /** Puts a word of call data on the stack. */
  load(place: number): void {
    this.push(BigInt(place));
    this.op(OP.callDataLoad);
  }

  store(place: number, value: bigint): void {
    this.push(value);
    this.push(BigInt(place));
    this.op(OP.mstore);
  }

  /** Sets one byte of the answer to 1. */
  mark(place: number): void {
    this.push(1n);
    this.push(BigInt(place));
    this.op(OP.mstore8);
  }
}
