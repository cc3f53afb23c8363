import { beforeAll, expect, test } from 'bun:test';
import { decodeErrorResult, decodeFunctionResult, encodeFunctionData, type Hex } from 'viem';
import { ruleEngineAbi } from '../../../modules/abi/ruleEngine.ts';
import contracts from '../../../modules/genesis/contracts.json' with { type: 'json' };
import { compile } from '../../../modules/rules/compile.ts';
import { evaluate } from '../../../modules/rules/evaluate.ts';
import { RuleSandbox } from '../../../modules/rules/sandbox.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { callDataOf, Dice, randomInput, randomRules } from './support.ts';

const SETS = 300;
const INPUTS = 12;

const sandbox = new RuleSandbox();
const engine = fromHex('5841490000000000000000000000000000000009');

beforeAll(() => sandbox.place(engine, fromHex(contracts.RuleEngine.runtime)));

/** What the contract's own check says of code: its gas, or the error. */
function check(code: Uint8Array): bigint | string {
  const data = encodeFunctionData({ abi: ruleEngineAbi, functionName: 'check', args: [toHex(code) as Hex] });
  const result = sandbox.call(engine, fromHex(data), 100_000_000n);
  const answer = toHex(result.returnData) as Hex;
  if (result.halt !== undefined) return decodeErrorResult({ abi: ruleEngineAbi, data: answer }).errorName;
  return decodeFunctionResult({ abi: ruleEngineAbi, functionName: 'check', data: answer });
}

test('random rules decide the same as code as by the reference, and the chain takes the code', () => {
  const dice = new Dice(20_261_122);
  let [denied, matched] = [0, 0];
  for (let i = 0; i < SETS; i++) {
    const set = randomRules(dice);
    const compiled = compile(set);
    expect(compile(set)).toEqual(compiled);
    expect(check(compiled.code)).toBe(compiled.gas);
    for (let j = 0; j < INPUTS; j++) {
      const input = randomInput(dice);
      const verdict = evaluate(set, input);
      const ran = sandbox.run(compiled, fromHex(callDataOf(input, 'validateTransaction')));
      expect({ set, input, ran }).toEqual({ set, input, ran: verdict.action });
      denied += verdict.action.allow ? 0 : 1;
      matched += verdict.rule === undefined ? 0 : 1;
    }
  }
  // Neither side is trivial.
  for (const count of [denied, matched]) {
    expect(count).toBeGreaterThan((SETS * INPUTS) / 5);
    expect(count).toBeLessThan((SETS * INPUTS * 4) / 5);
  }
});

test('code that was tampered with is refused, or still ends within its gas', () => {
  const dice = new Dice(7);
  const input = fromHex(callDataOf(randomInput(dice), 'validateTransaction'));
  let refused = 0;
  for (let i = 0; i < 300; i++) {
    const { code } = compile(randomRules(dice));
    const at = dice.below(code.length);
    code[at] = dice.below(256);
    const gas = check(code);
    if (typeof gas === 'string') refused += 1;
    else {
      sandbox.place(sandbox.target, code);
      const { halt } = sandbox.call(sandbox.target, input, gas);
      expect([toHex(code), halt]).toEqual([toHex(code), undefined]);
    }
  }
  expect(refused).toBeGreaterThan(100);
});
