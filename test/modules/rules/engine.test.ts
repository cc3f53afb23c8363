import { expect, test } from 'bun:test';
import { decodeFunctionResult, encodeFunctionData, type Hex, parseEventLogs } from 'viem';
import { ruleEngineAbi } from '../../../modules/abi/ruleEngine.ts';
import { asciiWord } from '../../../modules/encoding/word.ts';
import contracts from '../../../modules/genesis/contracts.json' with { type: 'json' };
import { compile } from '../../../modules/rules/compile.ts';
import type { RuleInput } from '../../../modules/rules/evaluate.ts';
import { type Announced, type Asked, RuleHistory } from '../../../modules/rules/history.ts';
import type { RuleSet, View, ViewArgument } from '../../../modules/rules/ruleSet.ts';
import { RuleSandbox } from '../../../modules/rules/sandbox.ts';
import { bigIntToFixedBytes, fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { MessageResult } from '../../../vm/engine.ts';
import { callDataOf, Dice, randomInput, randomRules } from './support.ts';

const SETS = 20;
const TRANSACTIONS = 25;
const GAS = 900_000n;

const ENGINE = fromHex('5841490000000000000000000000000000000009');
const TIMELOCK = fromHex('5841490000000000000000000000000000000005');
const REGISTRY = fromHex('5841490000000000000000000000000000000001');
const ALL = (1n << 256n) - 1n;

/** Modules as they may turn out: their code, and what their first argument makes a view of them say. */
const MODULES: readonly { code: string; says: (argument: bigint) => bigint }[] = [
  // echoes its first argument
  { code: '6004355f5260205ff3', says: (argument) => argument },
  // answers that, and a mebibyte of zeros behind it, which its gas does not last for
  { code: '6004355f52621000005ff3', says: () => 0n },
  // two words
  { code: '6004355f5260405ff3', says: (argument) => argument },
  // 31 bytes
  { code: '6004355f52601f5ff3', says: () => 0n },
  // reverts with a word
  { code: '6004355f5260205ffd', says: () => 0n },
  // loops until its gas is gone
  { code: '5b5f56', says: () => 0n },
  // INVALID
  { code: 'fe', says: () => 0n },
  // writes, which a view cannot
  { code: '60015f5560015f5260205ff3', says: () => 0n },
  // all bits
  { code: '5f195f5260205ff3', says: () => ALL },
  // nothing there
  { code: '', says: () => 0n },
];
const moduleNumber = (index: number) => 0x7000n + BigInt(index);

function argumentOf(argument: ViewArgument | undefined, { fields }: RuleInput): bigint {
  if (argument === undefined) return 0n;
  return typeof argument === 'string' ? fields[argument] : argument.word;
}

function viewAnswer({ module, arguments: given }: View, input: RuleInput): bigint {
  return MODULES[Number(module - moduleNumber(0))]?.says(argumentOf(given[0], input)) ?? 0n;
}

/** The engine of the chain with one set, in the node's virtual machine. */
class Engine {
  readonly id: Hex;
  readonly #sandbox = new RuleSandbox();

  private constructor(artifact: Uint8Array) {
    this.id = toHex(keccak256(artifact)) as Hex;
    this.#sandbox.place(ENGINE, fromHex(contracts.RuleEngine.runtime));
    this.#sandbox.place(REGISTRY, fromHex('60015f5260205ff3'));
    for (const [index, { code }] of MODULES.entries())
      this.#sandbox.place(bigIntToFixedBytes(moduleNumber(index), 20), fromHex(code));
  }

  /** Undefined where it refuses the artifact. */
  static of(artifact: Uint8Array): Engine | undefined {
    const engine = new Engine(artifact);
    const add = encodeFunctionData({ abi, functionName: 'add', args: [asciiWord('set'), toHex(artifact)] });
    if (!engine.#decide(add)) return undefined;
    engine.#decide(encodeFunctionData({ abi, functionName: 'activate', args: [engine.id, 0n] }));
    return engine;
  }

  ask(input: RuleInput, hash: Hex): MessageResult {
    return this.#sandbox.call(ENGINE, fromHex(callDataOf(input, 'validateTransaction', hash)), GAS);
  }

  evaluate(input: RuleInput, hash: Hex): MessageResult {
    return this.#sandbox.call(ENGINE, fromHex(callDataOf(input, 'evaluate', hash)), 10_000_000n);
  }

  /** Announces a transaction, in block 1 at time 1. */
  announce(hash: Hex): void {
    this.#decide(encodeFunctionData({ abi, functionName: 'announce', args: [hash] }));
  }

  #decide(call: Hex): boolean {
    return this.#sandbox.call(ENGINE, fromHex(call), 30_000_000n, TIMELOCK).halt === undefined;
  }
}

/** With a set that the engine takes. */
function engineOf(set: RuleSet): Engine {
  const engine = Engine.of(compile(set).artifact);
  if (engine === undefined) throw new Error('the engine refuses these rules');
  return engine;
}

const abi = ruleEngineAbi;

/** The sandbox's block, in which everything is announced. */
const ANNOUNCED: Announced = { blockNumber: 1n, blockTime: 1n };

test('the engine counts, asks, waits and tags as the reference says', () => {
  const dice = new Dice(55);
  const seen = { allow: 0, deny: 0, delay: 0, tagged: 0, views: 0 };
  for (let i = 0; i < SETS; i++) {
    const set = withEnoughGas(
      randomRules(
        dice,
        MODULES.map((_, index) => moduleNumber(index)),
      ),
    );
    const engine = engineOf(set);
    const history = new RuleHistory(set);
    let [number, time] = [1n, 1n];
    for (let j = 0; j < TRANSACTIONS; j++) {
      number += BigInt(dice.below(2));
      time += BigInt(dice.below(3));
      const input = sent(dice, number, time);
      const hash = `0x${(j + 1).toString(16).padStart(64, '0')}` as const;
      const announced = dice.below(3) === 0 ? ANNOUNCED : undefined;
      if (announced !== undefined) engine.announce(hash);
      const views = set.views.map((view) => viewAnswer(view, input));
      seen.views += views.filter((answer) => answer !== 0n).length;
      const before = engine.evaluate(input, hash);
      const expected = history.ask({ ...input, views }, announced);
      compareAnswer(engine.id, set, engine.ask(input, hash), expected, hash);
      expect([before.halt, evaluated(before)]).toEqual([
        undefined,
        { allowed: expected.outcome === 'allow', tags: tagsOf(set, expected) },
      ]);
      seen[expected.outcome] += 1;
      seen.tagged += expected.outcome === 'allow' ? expected.tags.length : 0;
    }
  }
  // All of it happens.
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan((SETS * TRANSACTIONS) / 100);
}, 30_000);

test('the longest manifest costs no more than it declares, whatever its modules do', () => {
  const burning = MODULES.findIndex(({ code }) => code === '5b5f56');
  const set: RuleSet = {
    name: 'full',
    rates: Array.from({ length: 8 }, (_, index) => ({
      ...{
        name: `${index}`,
        by: ['sender', 'recipient', 'selector'],
        of: 'value',
        unit: 'blocks',
        length: 9,
      },
      when: { kind: 'all', parts: [] },
    })),
    views: Array.from({ length: 8 }, (_, index) => ({
      ...{ name: `${index}`, signature: 'f()', selector: 1n, gas: 40_000, module: moduleNumber(burning) },
      arguments: Array.from({ length: 4 }, () => ({ word: ALL })),
    })),
    tags: Array.from({ length: 16 }, (_, index) => `${index}`),
    rules: Array.from({ length: 16 }, (_, line) => ({
      ...{ name: '', line, tag: line, action: undefined },
      when: { kind: 'all', parts: [] },
    })),
    otherwise: { kind: 'allow' },
  };
  const input = sent(new Dice(1), 100n, 100n);
  const { halt, gasUsed, logs } = engineOf(set).ask(input, `0x${'1'.padStart(64, '0')}`);
  expect([halt, logs.length]).toEqual([undefined, 16]);
  // What the engine does for any set, and its own beginning.
  expect(gasUsed).toBeLessThan(compile(set).gas + 25_000n);
  expect(gasUsed).toBeGreaterThan(500_000n);
});

test('whatever passes the check cannot make the hook fail, and so let a transaction pass', () => {
  const dice = new Dice(99);
  const modules = MODULES.map((_, index) => moduleNumber(index));
  let asked = 0;
  for (let i = 0; i < 120; i++) {
    const { artifact } = compile(randomRules(dice, modules));
    for (let changes = 1 + dice.below(2); changes > 0; changes--)
      artifact[dice.below(artifact.length)] = dice.below(256);
    const engine = Engine.of(artifact);
    if (engine === undefined) continue;
    asked += 1;
    const { halt } = engine.ask(sent(dice, 5n, 5n), `0x${'1'.padStart(64, '0')}`);
    expect([toHex(artifact), halt]).toEqual([toHex(artifact), undefined]);
  }
  expect(asked).toBeGreaterThan(20);
}, 30_000);

/** Views whose gas cannot decide about their answer. */
function withEnoughGas(set: RuleSet): RuleSet {
  return { ...set, views: set.views.map((view) => ({ ...view, gas: 5_000 + (view.gas % 5_000) })) };
}

/** A transaction of one of few senders, of one of few values. */
function sent(dice: Dice, blockNumber: bigint, blockTime: bigint): RuleInput {
  const input = randomInput(dice);
  const value = dice.pick([0n, 1n, 2n, 1n << 191n, ALL]);
  return { ...input, fields: { ...input.fields, blockNumber, blockTime, value } };
}

function tagsOf(set: RuleSet, { outcome, tags }: Asked): string[] {
  return outcome === 'allow' ? tags.map((index) => set.tags[index] ?? '') : [];
}

/** How the reasons of the engine's outcomes begin. */
const REASONS = { allow: /^$/, deny: /^[éx]/, delay: /^announce/ } as const;

function compareAnswer(id: Hex, set: RuleSet, result: MessageResult, expected: Asked, hash: Hex): void {
  expect(result.halt).toBeUndefined();
  const data = toHex(result.returnData) as Hex;
  const [allowed, reason] = decodeFunctionResult({ abi, functionName: 'validateTransaction', data });
  const { action, outcome } = expected;
  expect([allowed, REASONS[outcome].test(reason)]).toEqual([outcome === 'allow', true]);
  if (outcome === 'deny' && action.kind === 'deny') expect(reason).toBe(action.reason);
  const logs = result.logs.map(({ topics, data: bytes }) => ({
    topics: topics.map(toHex),
    data: toHex(bytes),
  }));
  const events = parseEventLogs({ abi, logs: logs as never, eventName: 'TransactionTagged' });
  expect(logs).toHaveLength(events.length);
  expect(events.map(({ args }) => args)).toEqual(
    tagsOf(set, expected).map((tag) => ({
      ruleSet: id,
      transactionHash: hash,
      sender: `0x${expected.input.fields.sender.toString(16).padStart(40, '0')}` as Hex,
      tag: asciiWord(tag),
    })),
  );
}

function evaluated({ returnData }: MessageResult) {
  const data = toHex(returnData) as Hex;
  const { allowed, tags } = decodeFunctionResult({ abi, functionName: 'evaluate', data });
  return { allowed, tags: tags.map((tag) => Buffer.from(fromHex(tag)).toString().replaceAll('\0', '')) };
}
