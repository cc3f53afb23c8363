import { bigIntToFixedBytes, concatBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { RuleError } from './errors.ts';
import {
  type Action,
  type ArgumentType,
  type Condition,
  DATA_AT,
  FIELDS,
  type RuleSet,
  type Subject,
} from './ruleSet.ts';

/** The instructions that rules become; modules/contracts/src/libraries/RuleCode.sol lets no others pass. */
const OP = {
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
  jumpIf: 0x57,
  jumpDest: 0x5b,
  push: 0x5f,
  return: 0xf3,
} as const;

/** Bounds of RuleCode.sol: bytes of code, gas of one evaluation, and what the memory of an answer costs. */
export const MAX_CODE = 12_288;
export const MAX_GAS = 50_000n;
const MEMORY_GAS = 21n;

/** A set as the chain takes it. */
export interface CompiledRules {
  readonly code: Uint8Array;
  /** keccak256 of the code, which is the set's id on chain */
  readonly hash: Uint8Array;
  /** gas that one evaluation needs at most */
  readonly gas: bigint;
}

/** Somewhere ahead that jumps go to; known when it is placed. */
class Label {
  readonly uses: number[] = [];
}

/** Code in the making. Each condition leaves the stack empty, so that every jump finds it so. */
class Writer {
  readonly bytes: number[] = [];
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

  store(place: number, value: bigint): void {
    this.push(value);
    this.push(BigInt(place));
    this.op(OP.mstore);
  }
}

/** Gas of the instructions that do not cost 3 (yellow paper, appendix G). */
const GAS: ReadonlyMap<number, bigint> = new Map([
  [OP.mod, 5n],
  [OP.signExtend, 5n],
  [OP.jumpIf, 10n],
  [OP.jumpDest, 1n],
  [OP.return, 0n],
]);

/**
 * Writes a set as bytecode: the rules one after the other, each jumping past its action where its condition does not hold.
 * The same rules give the same bytes. Throws RuleError where they are too large for the chain.
 */
export function compile(set: RuleSet): CompiledRules {
  const writer = new Writer();
  for (const { when, action } of set.rules) {
    const next = new Label();
    branch(writer, when, next, false);
    answer(writer, action);
    // Nothing may stand behind an answer that nothing jumps to: the rules after an unconditional one are never asked.
    if (next.uses.length === 0) return finish(writer);
    writer.place(next);
  }
  answer(writer, set.otherwise);
  return finish(writer);
}

function finish({ bytes, gas }: Writer): CompiledRules {
  if (bytes.length > MAX_CODE) {
    throw new RuleError(
      'too-large',
      `the rules come to ${bytes.length} bytes of code, ${MAX_CODE} are allowed`,
    );
  }
  if (gas > MAX_GAS) throw new RuleError('too-large', `the rules need ${gas} gas, ${MAX_GAS} are allowed`);
  const code = Uint8Array.from(bytes);
  return { code, hash: keccak256(code), gas };
}

/** Jumps to the label where the condition's truth is `wanted`; goes on behind where it is not. */
function branch(writer: Writer, condition: Condition, label: Label, wanted: boolean): void {
  switch (condition.kind) {
    case 'not':
      branch(writer, condition.part, label, !wanted);
      return;
    case 'all':
    case 'any': {
      // One part decides against `all` and for `any`.
      const decisive = condition.kind === 'any';
      if (decisive === wanted) {
        for (const part of condition.parts) branch(writer, part, label, wanted);
        return;
      }
      const decided = new Label();
      const last = condition.parts.at(-1);
      for (const part of condition.parts.slice(0, -1)) branch(writer, part, decided, decisive);
      if (last !== undefined) branch(writer, last, label, wanted);
      writer.place(decided);
      return;
    }
    case 'in': {
      const found = new Label();
      const last = condition.values.length - 1;
      for (const [index, value] of condition.values.entries()) {
        read(writer, condition.subject);
        writer.push(value);
        writer.op(OP.eq);
        if (wanted) writer.jumpIf(label);
        else if (index < last) writer.jumpIf(found);
        else {
          writer.op(OP.isZero);
          writer.jumpIf(label);
        }
      }
      writer.place(found);
      return;
    }
    default: {
      // The first operand is on top of the stack.
      writer.push(condition.value);
      read(writer, condition.subject);
      const { signed } = condition;
      writer.op(condition.kind === 'below' ? (signed ? OP.slt : OP.lt) : signed ? OP.sgt : OP.gt);
      if (!wanted) writer.op(OP.isZero);
      writer.jumpIf(label);
    }
  }
}

/** Puts a subject's word on the stack. */
function read(writer: Writer, subject: Subject): void {
  const load = (place: number): void => {
    writer.push(BigInt(place));
    writer.op(OP.callDataLoad);
  };
  switch (subject.kind) {
    case 'field':
      load(FIELDS[subject.field]);
      return;
    case 'timeOfDay':
      writer.push(86_400n);
      load(FIELDS.blockTime);
      writer.op(OP.mod);
      return;
    case 'selector':
      load(DATA_AT);
      writer.push(224n);
      writer.op(OP.shr);
      return;
    case 'argument':
      load(DATA_AT + 4 + 32 * subject.index);
      cut(writer, subject.type);
  }
}

/** Makes a word a value of its type. */
function cut(writer: Writer, type: ArgumentType): void {
  switch (type.kind) {
    case 'bool':
      writer.op(OP.isZero);
      writer.op(OP.isZero);
      return;
    case 'int':
      writer.push(BigInt(type.bits / 8 - 1));
      writer.op(OP.signExtend);
      return;
    default: {
      const bits = type.kind === 'address' ? 160 : type.kind === 'uint' ? type.bits : 8 * type.size;
      if (bits === 256) return;
      const ones = (1n << BigInt(bits)) - 1n;
      writer.push(type.kind === 'bytes' ? ones << BigInt(256 - bits) : ones);
      writer.op(OP.and);
    }
  }
}

/** Answers (bool, string) in Solidity's ABI. */
function answer(writer: Writer, action: Action): void {
  const reason = new TextEncoder().encode(action.allow ? '' : action.reason);
  writer.store(0, action.allow ? 1n : 0n);
  writer.store(32, 0x40n);
  writer.store(64, BigInt(reason.length));
  const words = Math.ceil(reason.length / 32);
  const padded = concatBytes(reason, new Uint8Array(32 * words - reason.length));
  for (let i = 0; i < words; i++) {
    const word = padded.subarray(32 * i, 32 * (i + 1));
    writer.store(96 + 32 * i, BigInt(`0x${Buffer.from(word).toString('hex')}`));
  }
  writer.push(BigInt(96 + 32 * words));
  writer.push(0n);
  writer.op(OP.return);
}
