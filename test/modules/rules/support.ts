import { encodeFunctionData, type Hex } from 'viem';
import { ruleEngineAbi } from '../../../modules/abi/ruleEngine.ts';
import type { RuleInput } from '../../../modules/rules/evaluate.ts';
import {
  type Action,
  type ArgumentType,
  type Condition,
  FIELDS,
  type FieldName,
  type Rate,
  type Rule,
  type RuleSet,
  type Subject,
  VIEW_SOURCES,
  type View,
} from '../../../modules/rules/ruleSet.ts';
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

/** A rule set of any shape that the language can say; its views ask these modules, which take one argument. */
export function randomRules(dice: Dice, modules: readonly bigint[] = [1n]): RuleSet {
  const rates = Array.from({ length: dice.below(4) }, (_, index) => randomRate(dice, `rate${index}`));
  const views = Array.from({ length: dice.below(4) }, (_, index) =>
    randomView(dice, `view${index}`, modules),
  );
  const tags = Array.from({ length: dice.below(4) }, (_, index) => `tag${index}`);
  const rules = Array.from({ length: dice.below(6) }, (_, line): Rule => {
    const tag = tags.length > 0 && dice.below(3) === 0 ? dice.below(tags.length) : undefined;
    const action = tag !== undefined && dice.below(2) === 0 ? undefined : randomAction(dice);
    const always = dice.below(12) === 0;
    const when = always ? ALWAYS : randomCondition(dice, 3, { rates: rates.length, views: views.length });
    return { name: `rule ${line}`, line, when, tag, action };
  });
  return { name: 'random', rates, views, tags, rules, otherwise: randomAction(dice) };
}

const ALWAYS: Condition = { kind: 'all', parts: [] };

/** How many rates and views a condition may ask of. */
interface Known {
  readonly rates: number;
  readonly views: number;
}

function randomAction(dice: Dice): Action {
  const choice = dice.below(8);
  if (choice < 4) return { kind: 'allow' };
  if (choice === 4) {
    const length = 1 + dice.below(5);
    return { kind: 'delay', seconds: 0, blocks: 0, [dice.pick(['seconds', 'blocks'])]: length };
  }
  return { kind: 'deny', reason: 'é'.repeat(dice.below(2)) + 'x'.repeat(1 + dice.below(120)) };
}

function randomRate(dice: Dice, name: string): Rate {
  return {
    name,
    by: (['sender', 'recipient', 'selector'] as const).filter(() => dice.below(2) === 0),
    of: dice.pick(['transactions', 'value']),
    unit: dice.pick(['seconds', 'blocks']),
    length: dice.pick([1, 2, 3, 60]),
    when: dice.below(2) === 0 ? ALWAYS : randomCondition(dice, 1, { rates: 0, views: 0 }),
  };
}

function randomView(dice: Dice, name: string, modules: readonly bigint[]): View {
  const word = () => (dice.below(3) === 0 ? { word: dice.pick(INTERESTING) } : dice.pick(VIEW_SOURCES));
  return {
    ...{ name, signature: 'ask(uint256)', selector: 0xa5cb_0001n, gas: 1 + dice.below(20_000) },
    module: dice.pick(modules),
    arguments: Array.from({ length: 1 + dice.below(4) }, word),
  };
}

function randomCondition(dice: Dice, depth: number, known: Known): Condition {
  const choice = dice.below(depth > 0 ? 6 : 3);
  const part = () => randomCondition(dice, depth - 1, known);
  if (choice >= 4) {
    return { kind: choice === 4 ? 'all' : 'any', parts: Array.from({ length: 1 + dice.below(3) }, part) };
  }
  if (choice === 3) return { kind: 'not', part: part() };
  const subject = randomSubject(dice, known);
  const value = () => (dice.below(4) === 0 ? dice.bits(256) : dice.pick(INTERESTING));
  if (choice === 0) return { kind: 'in', subject, values: Array.from({ length: 1 + dice.below(4) }, value) };
  return { kind: choice === 1 ? 'below' : 'above', subject, value: value(), signed: dice.below(2) === 0 };
}

function randomSubject(dice: Dice, { rates, views }: Known): Subject {
  const choice = dice.below(12);
  if (choice === 0) return { kind: 'timeOfDay' };
  if (choice === 1) return { kind: 'selector' };
  if (choice < 5) return { kind: 'argument', index: dice.below(4), type: dice.pick(TYPES) };
  if (choice < 8 && rates > 0) return { kind: 'rate', index: dice.below(rates) };
  if (choice < 10 && views > 0) return { kind: 'view', index: dice.below(views) };
  return { kind: 'field', field: dice.pick(Object.keys(FIELDS) as FieldName[]) };
}

/** What the rates of a set come to and its views answer, now and then what some rule asks for. */
export function randomWords(dice: Dice, { rates, views }: RuleSet) {
  const word = () => (dice.below(3) === 0 ? dice.bits(256) : dice.pick(INTERESTING));
  return { rates: rates.map(word), views: views.map(word) };
}

/** The engine's call data for a transaction, by viem's coder. */
export function callDataOf(
  { fields, data }: RuleInput,
  functionName: 'validateTransaction' | 'evaluate',
  hash: Hex = `0x${'00'.repeat(32)}`,
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
        hash,
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
