import { concatBytes } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { RuleError } from './errors.ts';
import { encodeManifest, manifestGas } from './manifest.ts';
import {
  type Action,
  type ArgumentType,
  type Condition,
  DATA_AT,
  FIELDS,
  RATES_AT,
  type RuleSet,
  type Subject,
  VIEWS_AT,
} from './ruleSet.ts';
import { Label, OP, Writer } from './writer.ts';

/** Bounds of RuleCode.sol and RuleEngine.sol: bytes of a program, gas of one run, and of a set with all that it asks for. */
export const MAX_CODE = 12_288;
export const MAX_PROGRAM_GAS = 50_000n;
export const MAX_GAS = 700_000n;

/** Places in the answer of a program, in bytes: `RuleEngine.Answer` says what they are. */
export const ANSWER = { verdict: 0, seconds: 32, blocks: 64, counted: 96, tagged: 112, reason: 128 } as const;

/** How an answer says what becomes of the transaction. */
export const VERDICTS = ['deny', 'allow', 'delay'] as const;

/** A set as the chain takes it. */
export interface CompiledRules {
  /** what a vote decides about: the program, then the manifest */
  readonly artifact: Uint8Array;
  /** keccak256 of the artifact, which is the set's id on chain */
  readonly hash: Uint8Array;
  /** what runs; its gas is what one run needs at most */
  readonly program: { readonly code: Uint8Array; readonly gas: bigint };
  /** gas that one evaluation needs at most, what the engine counts and asks for it included */
  readonly gas: bigint;
}

/**
 * Writes a set as bytecode: the rates mark what they count, then the rules come one after the other, each jumping past its
 * tag and action where its condition does not hold. The same rules give the same bytes. Throws RuleError where they are
 * too large for the chain.
 */
export function compile(set: RuleSet): CompiledRules {
  const writer = new Writer();
  for (const [index, { when }] of set.rates.entries()) {
    const next = new Label();
    branch(writer, when, next, false);
    writer.mark(ANSWER.counted + index);
    writer.place(next);
  }
  for (const { when, tag, action } of set.rules) {
    const next = new Label();
    branch(writer, when, next, false);
    if (tag !== undefined) writer.mark(ANSWER.tagged + tag);
    if (action !== undefined) {
      answer(writer, action);
      // Nothing may stand behind an answer that nothing jumps to: the rules after an unconditional one are never asked.
      if (next.uses.length === 0) return finish(writer, set);
    }
    writer.place(next);
  }
  answer(writer, set.otherwise);
  return finish(writer, set);
}

function finish({ bytes, gas: runGas }: Writer, set: RuleSet): CompiledRules {
  const gas = runGas + manifestGas(set);
  const tooLarge = [
    { what: 'come to', is: BigInt(bytes.length), unit: 'bytes of code', most: BigInt(MAX_CODE) },
    { what: 'need', is: runGas, unit: 'gas', most: MAX_PROGRAM_GAS },
    { what: 'need, with rates and views,', is: gas, unit: 'gas', most: MAX_GAS },
  ].find(({ is, most }) => is > most);
  if (tooLarge !== undefined) {
    const { what, is, unit, most } = tooLarge;
    throw new RuleError('too-large', `the rules ${what} ${is} ${unit}, ${most} are allowed`);
  }
  const code = Uint8Array.from(bytes);
  const artifact = concatBytes(code, encodeManifest(set));
  return { artifact, hash: keccak256(artifact), program: { code, gas: runGas }, gas };
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
  switch (subject.kind) {
    case 'field':
      writer.load(FIELDS[subject.field]);
      return;
    case 'timeOfDay':
      writer.push(86_400n);
      writer.load(FIELDS.blockTime);
      writer.op(OP.mod);
      return;
    case 'selector':
      writer.load(DATA_AT);
      writer.push(224n);
      writer.op(OP.shr);
      return;
    case 'argument':
      writer.load(DATA_AT + 4 + 32 * subject.index);
      cut(writer, subject.type);
      return;
    case 'rate':
      writer.load(RATES_AT + 32 * subject.index);
      return;
    case 'view':
      writer.load(VIEWS_AT + 32 * subject.index);
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

/** Answers as the engine expects it. What is zero is not written: memory is zero to begin with. */
function answer(writer: Writer, action: Action): void {
  const put = (place: number, value: number): void => {
    if (value !== 0) writer.store(place, BigInt(value));
  };
  put(ANSWER.verdict, VERDICTS.indexOf(action.kind));
  if (action.kind === 'delay') {
    put(ANSWER.seconds, action.seconds);
    put(ANSWER.blocks, action.blocks);
  }
  const reason = new TextEncoder().encode(action.kind === 'deny' ? action.reason : '');
  put(ANSWER.reason, reason.length);
  const words = Math.ceil(reason.length / 32);
  const padded = concatBytes(reason, new Uint8Array(32 * words - reason.length));
  for (let i = 0; i < words; i++) {
    const word = padded.subarray(32 * i, 32 * (i + 1));
    writer.store(ANSWER.reason + 32 * (i + 1), BigInt(`0x${Buffer.from(word).toString('hex')}`));
  }
  writer.push(BigInt(ANSWER.reason + 32 * (words + 1)));
  writer.push(0n);
  writer.op(OP.return);
}
