import { encodeFunctionData, type Hex } from 'viem';
import { ruleEngineAbi } from '../../../modules/abi/ruleEngine.ts';
import type { RuleInput } from '../../../modules/rules/evaluate.ts';
import type { ArgumentType, Condition, FieldName, RuleSet, Subject } from '../../../modules/rules/ruleSet.ts';
import { FIELDS } from '../../../modules/rules/ruleSet.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';

/** Numbers that look random and are the same on every run (mulberry32). */
export class Dice {
  constructor(private seed: number) {}

  below(limit: number): number {
    this.seed = (this.seed + 0x6d2b79f5) | 0;
    let t = Math.imul(this.seed ^ (this.seed >>> 15), 1 | this.seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4294967296) * limit);
  }

  pick<T>(from: readonly T[]): T {
    return from[this.below(from.length)] as T;
  }

  bits(count: number): bigint {
    let value = 0n;
    for (let i = 0; i < count; i += 16) value = (value << 16n) | BigInt(this.below(65536));
    return BigInt.asUintN(count, value);
  }
}

const ADDRESSES = ['sender', 'recipient', 'producer'] as const;
/** Few values, so that rules meet what they ask for. */
const INTERESTING = [
  0n,
  1n,
  2n,
  3n,
  4n,
  127n,
  128n,
  255n,
  256n,
  86_399n,
  86_400n,
  2n ** 255n,
  2n ** 256n - 1n,
];

const TYPES: readonly ArgumentType[] = [
  { kind: 'address' },
  { kind: 'bool' },
  ...[8, 64, 160, 256].map((bits) => ({ kind: 'uint', bits }) as const),
  ...[8, 64, 248, 256].map((bits) => ({ kind: 'int', bits }) as const),
  ...[1, 4, 31, 32].map((size) => ({ kind: 'bytes', size }) as const),
];

/** A transaction whose every field is now and then what some rule asks for. */
export function randomInput(dice: Dice): RuleInput {
  const fields = Object.fromEntries(
    Object.keys(FIELDS).map((name) => {
      if ((ADDRESSES as readonly string[]).includes(name)) return [name, BigInt(dice.below(4))];
      if (name === 'create') return [name, BigInt(dice.below(2))];
      return [name, dice.below(3) === 0 ? dice.bits(256) : dice.pick(INTERESTING)];
    }),
  ) as Record<FieldName, bigint>;
  if (fields.create === 1n) fields.recipient = 0n;
  const words = Array.from({ length: dice.below(4) }, () =>
    (dice.below(2) === 0 ? dice.pick(INTERESTING) : dice.bits(256)).toString(16).padStart(64, '0'),
  ).join('');
  const whole = fromHex(`${dice.pick(['00000000', '00000001', 'a9059cbb'])}${words}`);
  const data = whole.slice(0, dice.below(3) === 0 ? dice.below(whole.length + 1) : whole.length);
  return { fields: { ...fields, dataSize: BigInt(data.length) }, data };
}

/** A rule set of any shape that the language can say. */
export function randomRules(dice: Dice): RuleSet {
  const reason = () => 'é'.repeat(dice.below(2)) + 'x'.repeat(1 + dice.below(120));
  const rules = Array.from({ length: dice.below(5) }, (_, line) => ({
    name: `rule ${line}`,
    line,
    when: dice.below(12) === 0 ? ({ kind: 'all', parts: [] } as const) : randomCondition(dice, 3),
    action: dice.below(2) === 0 ? ({ allow: true } as const) : ({ allow: false, reason: reason() } as const),
  }));
  const otherwise =
    dice.below(2) === 0 ? ({ allow: true } as const) : ({ allow: false, reason: reason() } as const);
  return { name: 'random', rules, otherwise };
}

function randomCondition(dice: Dice, depth: number): Condition {
  const choice = dice.below(depth > 0 ? 6 : 3);
  const part = () => randomCondition(dice, depth - 1);
  if (choice >= 4) {
    return { kind: choice === 4 ? 'all' : 'any', parts: Array.from({ length: 1 + dice.below(3) }, part) };
  }
  if (choice === 3) return { kind: 'not', part: part() };
  const subject = randomSubject(dice);
  const value = () => (dice.below(4) === 0 ? dice.bits(256) : dice.pick(INTERESTING));
  if (choice === 0) return { kind: 'in', subject, values: Array.from({ length: 1 + dice.below(4) }, value) };
  return { kind: choice === 1 ? 'below' : 'above', subject, value: value(), signed: dice.below(2) === 0 };
}

function randomSubject(dice: Dice): Subject {
  const choice = dice.below(8);
  if (choice === 0) return { kind: 'timeOfDay' };
  if (choice === 1) return { kind: 'selector' };
  if (choice < 5) return { kind: 'argument', index: dice.below(4), type: dice.pick(TYPES) };
  return { kind: 'field', field: dice.pick(Object.keys(FIELDS) as FieldName[]) };
}

/** The engine's call data for a transaction, by viem's coder. */
export function callDataOf(
  { fields, data }: RuleInput,
  functionName: 'validateTransaction' | 'evaluate',
): Hex {
  const address = (value: bigint): Hex => `0x${BigInt.asUintN(160, value).toString(16).padStart(40, '0')}`;
  return encodeFunctionData({
    abi: ruleEngineAbi,
    functionName,
    args: [
      {
        number: fields.blockNumber,
        timestamp: fields.blockTime,
        producer: address(fields.producer),
        gasLimit: fields.blockGasLimit,
        baseFee: fields.baseFee,
      },
      {
        hash: `0x${'00'.repeat(32)}`,
        sender: address(fields.sender),
        to: address(fields.recipient),
        isCreate: fields.create === 1n,
        value: fields.value,
        nonce: fields.nonce,
        gasLimit: fields.gasLimit,
        maxFeePerGas: fields.maxFeePerGas,
        maxPriorityFeePerGas: fields.maxPriorityFeePerGas,
        data: `0x${Buffer.from(data).toString('hex')}`,
      },
    ],
  });
}
