import { beforeAll, expect, test } from 'bun:test';
import { decodeErrorResult, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem';
import { ruleEngineAbi } from '../../../modules/abi/ruleEngine.ts';
import contracts from '../../../modules/genesis/contracts.json' with { type: 'json' };
import { compile } from '../../../modules/rules/compile.ts';
import { evaluate } from '../../../modules/rules/evaluate.ts';
import { programInput } from '../../../modules/rules/input.ts';
import { decodeManifest } from '../../../modules/rules/manifest.ts';
import { RuleSandbox } from '../../../modules/rules/sandbox.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { Dice, randomInput, randomRules, randomWords } from './support.ts';

const SETS = 300;
const INPUTS = 12;

const sandbox = new RuleSandbox();
const engine = fromHex('5841490000000000000000000000000000000009');

/** A registry to which every address is a module: it answers 1 to everything. */
const REGISTRY = { address: fromHex('5841490000000000000000000000000000000001'), code: '60015f5260205ff3' };

beforeAll(() => {
  sandbox.place(engine, fromHex(contracts.RuleEngine.runtime));
  sandbox.place(REGISTRY.address, fromHex(REGISTRY.code));
});

/** What the contract's own check says of an artifact: its gas, or the error. */
function check(artifact: Uint8Array): bigint | string {
  const args = [toHex(artifact) as Hex] as const;
  const data = encodeFunctionData({ abi: ruleEngineAbi, functionName: 'check', args });
  const result = sandbox.call(engine, fromHex(data), 100_000_000n);
  const answer = toHex(result.returnData) as Hex;
  if (result.halt !== undefined) return decodeErrorResult({ abi: ruleEngineAbi, data: answer }).errorName;
  return decodeFunctionResult({ abi: ruleEngineAbi, functionName: 'check', data: answer });
}

test('random rules decide the same as code as by the reference, and the chain takes the code', () => {
  const dice = new Dice(20_261_122);
  let [denied, matched, tagged, counted] = [0, 0, 0, 0];
  for (let i = 0; i < SETS; i++) {
    const set = randomRules(dice);
    const compiled = compile(set);
    expect(compile(set)).toEqual(compiled);
    expect(check(compiled.artifact)).toBe(compiled.gas);
    expect(decodeManifest(compiled.artifact)).toEqual({
      rates: set.rates.map(({ name: _name, when: _when, ...rate }) => rate),
      views: set.views.map(({ name: _name, signature: _signature, ...view }) => view),
      tags: [...set.tags],
    });
    for (let j = 0; j < INPUTS; j++) {
      const input = { ...randomInput(dice), ...randomWords(dice, set) };
      const { rule, ...said } = evaluate(set, input);
      const ran = sandbox.run(compiled, programInput(input));
      expect({ set, input, ran }).toEqual({ set, input, ran: said });
      denied += said.action.kind === 'allow' ? 0 : 1;
      matched += rule === undefined ? 0 : 1;
      tagged += said.tags.length;
      counted += said.counted.length;
    }
  }
  // Neither side is trivial.
  for (const count of [denied, matched]) {
    expect(count).toBeGreaterThan((SETS * INPUTS) / 5);
    expect(count).toBeLessThan((SETS * INPUTS * 4) / 5);
  }
  for (const count of [tagged, counted]) expect(count).toBeGreaterThan((SETS * INPUTS) / 10);
});

test('a program that was tampered with is refused, or still ends within its gas', () => {
  const dice = new Dice(7);
  const input = programInput(randomInput(dice));
  let refused = 0;
  for (let i = 0; i < 300; i++) {
    const { artifact, program } = compile(randomRules(dice));
    artifact[dice.below(program.code.length)] = dice.below(256);
    const gas = check(artifact);
    if (typeof gas === 'string') refused += 1;
    else {
      sandbox.place(sandbox.target, artifact);
      const { halt } = sandbox.call(sandbox.target, input, gas);
      expect([toHex(artifact), halt]).toEqual([toHex(artifact), undefined]);
    }
  }
  expect(refused).toBeGreaterThan(100);
});

test('a manifest that was tampered with is refused, or another one of the right form', () => {
  const dice = new Dice(8);
  let refused = 0;
  for (let i = 0; i < 300; i++) {
    const { artifact, program } = compile(randomRules(dice));
    artifact[program.code.length + dice.below(artifact.length - program.code.length)] = dice.below(256);
    const gas = check(artifact);
    if (typeof gas === 'string') refused += 1;
    else expect(gas).toBeGreaterThanOrEqual(program.gas);
  }
  expect(refused).toBeGreaterThan(50);
});
