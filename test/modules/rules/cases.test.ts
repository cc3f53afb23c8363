import { expect, test } from 'bun:test';
import { parseCases, runCases } from '../../../modules/rules/cases.ts';
import { compile } from '../../../modules/rules/compile.ts';
import { parseRules } from '../../../modules/rules/parse.ts';

const RULES = `version: 1
name: trial
rates: { sent: { of: value, by: sender, per: 10 blocks } }
views: { stake: { module: staking, function: getVotes(address), arguments: [sender] } }
rules:
  - { name: poor, when: { view: { stake: 0 }, rate: { sent: { above: 5 } } }, deny: too much, tag: poor }
  - { name: late, when: { value: 3 }, delay: 2 blocks }
default: allow
`;

const set = parseRules(RULES);

/** What comes out of one case. */
function problem(text: string): string | undefined {
  return runCases(set, compile(set), parseCases(`cases:\n  - { name: one, ${text} }`))[0]?.problem;
}

test.each([
  ['given: { value: 6 }, expect: deny, reason: too much, rule: poor, tags: [poor]', undefined],
  ['given: { value: 6 }, expect: allow', 'not allow: denied (too much) by rule "poor", tagged poor'],
  ['given: { value: 6 }, views: { stake: 1 }, expect: deny', 'not deny: allowed by default'],
  [
    'given: { value: 6 }, expect: deny, reason: much',
    'another reason than much: denied (too much) by rule "poor", tagged poor',
  ],
  [
    'given: { value: 6 }, expect: deny, tags: []',
    'tags other than []: denied (too much) by rule "poor", tagged poor',
  ],
  ['given: { value: 3 }, expect: allow', 'not allow: kept waiting by rule "late"'],
  ['given: { value: 3, blockNumber: 3 }, announced: { blockNumber: 2 }, expect: delay', undefined],
  ['given: { value: 3, blockNumber: 4 }, announced: { blockNumber: 2 }, expect: allow', undefined],
  // Three of two wei are two too many; the third was denied, and so not counted.
  ['history: [{ given: { value: 2 }, times: 3 }], given: { value: 1 }, expect: allow', undefined],
  ['history: [{ given: { value: 2 }, times: 3 }], given: { value: 2 }, expect: deny', undefined],
  ['history: [{ given: { value: 4 } }], given: { value: 4, blockNumber: 10 }, expect: allow', undefined],
  [
    'history: [{ given: { value: 4 } }], given: { value: 4, sender: 0x000000000000000000000000000000000000000a }, expect: allow',
    undefined,
  ],
] as const)('%s', (text, expected) => {
  expect(problem(text)).toBe(expected);
});

test.each([
  ['given: { colour: red }, expect: allow', 'case one: a transaction has no colour'],
  ['given: { value: red }, expect: allow', 'case one: value: "red" is no whole number'],
  ['given: {}, views: { votes: 1 }, expect: allow', 'case one: there is no view votes'],
  ['given: {}, views: { stake: much }, expect: allow', 'case one: stake: "much" is no whole number'],
  ['given: {}, announced: { blockTime: soon }, expect: allow', /^case one: blockTime: "soon" is no time/],
  ['given: {}, expect: perhaps', /^cases: \/cases\/0\/expect/],
  [
    'history: [{ given: {}, times: 10000 }], given: {}, expect: allow',
    /^cases: \/cases\/0\/history\/0\/times/,
  ],
] as const)('a mistake is told: %s', (text, message) => {
  expect(() => problem(text)).toThrow(message);
});
