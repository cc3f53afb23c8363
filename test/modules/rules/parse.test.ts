import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { toFunctionSelector } from 'viem';
import { compile } from '../../../modules/rules/compile.ts';
import { evaluate, type RuleInput } from '../../../modules/rules/evaluate.ts';
import { parseRules } from '../../../modules/rules/parse.ts';
import { FIELDS, type FieldName } from '../../../modules/rules/ruleSet.ts';
import { RulesForm } from '../../../modules/rules/schema.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';

const ANN = '0x000000000000000000000000000000000000000a';
const BOB = '0x000000000000000000000000000000000000000b';

/** A file with one rule that denies when its conditions hold. */
const fileOf = (when: string) => `version: 1
name: trial
lists:
  blocked: [${ANN}, ${BOB}]
rules:
  - name: only
    when:
${when.replaceAll(/^/gm, '      ')}
    deny: no
default: allow
`;

function input(given: Partial<Record<FieldName, bigint>>, data = '0x'): RuleInput {
  const bytes = fromHex(data);
  const zeros = Object.fromEntries(Object.keys(FIELDS).map((name) => [name, 0n])) as Record<
    FieldName,
    bigint
  >;
  return { fields: { ...zeros, dataSize: BigInt(bytes.length), ...given }, data: bytes };
}

const denies = (when: string, given: RuleInput) =>
  evaluate(parseRules(fileOf(when)), given).action.kind === 'deny';

function refusal(text: string): string {
  try {
    parseRules(text);
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('it was not refused');
}

/** the selector of f(int8) */
const INT8 = toFunctionSelector('f(int8)').slice(2);
const XAI = 10n ** 18n;
const TRANSFER = `0xa9059cbb${'0b'.padStart(64, '0')}${'64'.padStart(64, '0')}`;

describe('rules in YAML', () => {
  test.each([
    [`sender: ${ANN}`, input({ sender: 10n }), input({ sender: 11n })],
    ['sender: { in: blocked }', input({ sender: 11n }), input({ sender: 12n })],
    [`recipient: { in: [${BOB}] }`, input({ recipient: 11n }), input({ recipient: 11n, create: 1n })],
    ['create: true', input({ create: 1n }), input({})],
    ['value: 1.5 XAI', input({ value: (3n * XAI) / 2n }), input({ value: XAI })],
    [
      'value: { above: 1 gwei, atMost: 2 gwei }',
      input({ value: 2n * 10n ** 9n }),
      input({ value: 10n ** 9n }),
    ],
    ['value: { atLeast: 3 }', input({ value: 3n }), input({ value: 2n })],
    ['value: { below: 0x03 }', input({ value: 2n }), input({ value: 3n })],
    ['nonce: { in: [1, 1_000] }', input({ nonce: 1000n }), input({ nonce: 2n })],
    [
      'blockTime: { below: 2026-01-01T00:00:00Z }',
      input({ blockTime: 1_767_225_599n }),
      input({ blockTime: 1_767_225_600n }),
    ],
    [
      'timeOfDay: { atLeast: "22:30" }',
      input({ blockTime: 86_400n + 81_000n }),
      input({ blockTime: 80_999n }),
    ],
    ['selector: 0xa9059cbb', input({}, TRANSFER), input({ create: 1n }, TRANSFER)],
    ['selector: transfer(address,uint256)', input({}, TRANSFER), input({}, '0xa9059c')],
    ['selector: 0x00000000', input({}, '0x00000000'), input({}, '0x')],
    [
      'call: { function: "transfer(address to, uint amount)", arguments: { to: { in: blocked } } }',
      input({}, TRANSFER),
      input({}, TRANSFER.replace('0b', '0c')),
    ],
    [
      'call: { function: "transfer(address to, uint amount)", arguments: { amount: { above: 99 } } }',
      input({}, TRANSFER),
      input({}, TRANSFER.slice(0, -1)),
    ],
    // Bits that an address has no room for do not hide it.
    [
      'call: { function: "transfer(address, uint256)", arguments: { 0: 0x000000000000000000000000000000000000000b } }',
      input({}, TRANSFER.replace('a9059cbb0', 'a9059cbbf')),
      input({}),
    ],
    [
      'call: { function: "f(int8 x)", arguments: { x: { below: -1 } } }',
      input({}, `0x${INT8}${'f'.repeat(62)}fe`),
      input({}, `0x${INT8}${'f'.repeat(64)}`),
    ],
    ['any: [ { nonce: 1 }, { nonce: 2 } ]', input({ nonce: 2n }), input({ nonce: 3n })],
    ['not: { all: [ { nonce: 1 }, { value: 1 } ] }', input({ nonce: 1n }), input({ nonce: 1n, value: 1n })],
    ['nonce: 1\nvalue: 1', input({ nonce: 1n, value: 1n }), input({ value: 1n })],
  ] as const)('%s', (when, hit, miss) => {
    expect([denies(when, hit), denies(when, miss)]).toEqual([true, false]);
  });

  test('the first rule that matches decides', () => {
    const text = `${fileOf('value: 1').replace('default: allow\n', '')}  - name: rest
    allow: true
default: { deny: nothing matched }`;
    const set = parseRules(text);
    expect(evaluate(set, input({ value: 1n })).action).toEqual({ kind: 'deny', reason: 'no' });
    expect(evaluate(set, input({})).rule?.name).toBe('rest');
  });
});

/** A file with rates and views, and these rules. */
const declaring = (rates: string, views: string, rules: string) => `version: 1
name: trial
rates: ${rates}
views: ${views}
rules: ${rules}
default: allow
`;

describe('rates and views in YAML', () => {
  test('are declared with their windows, keys, sources and gas', () => {
    const { rates, views } = parseRules(
      declaring(
        '{ a: { of: transactions, per: 100 blocks }, b: { of: value, by: [sender, selector], per: 2 hours, when: { create: true } } }',
        `{ c: { module: staking, function: getVotes(address), arguments: [sender] },
         d: { module: ${ANN}, function: "f(int8, bytes2, uint256)", arguments: [{ is: -1 }, { is: 0xabcd }, blockTime], gas: 1_000 } }`,
        '[]',
      ),
    );
    expect(rates).toEqual([
      {
        name: 'a',
        of: 'transactions',
        by: [],
        unit: 'blocks',
        length: 100,
        when: { kind: 'all', parts: [] },
      },
      expect.objectContaining({ name: 'b', of: 'value', by: ['sender', 'selector'], length: 7200 }),
    ]);
    expect(views).toMatchObject([
      { module: 0x5841490000000000000000000000000000000003n, selector: 0x9ab24eb0n, gas: 50_000 },
      {
        module: 10n,
        gas: 1000,
        arguments: [{ word: 2n ** 256n - 1n }, { word: 0xabcdn << 240n }, 'blockTime'],
      },
    ]);
  });

  test('a rate says nothing of a transaction that it does not count', () => {
    const rates = '{ made: { of: transactions, per: 1 day, when: { create: true } } }';
    const rules = '[{ name: x, when: { rate: { made: { above: 2 } } }, deny: no }]';
    const set = parseRules(declaring(rates, '{}', rules));
    const ask = (create: bigint, amount: bigint) => evaluate(set, { ...input({ create }), rates: [amount] });
    expect([ask(1n, 3n), ask(1n, 2n), ask(0n, 3n)].map(({ action }) => action.kind)).toEqual([
      ...['deny', 'allow', 'allow'],
    ] as never);
    expect([ask(1n, 1n).counted, ask(0n, 1n).counted]).toEqual([[0], []]);
  });

  test('tags are put by every rule that holds, up to the one that decides', () => {
    const rules = `[{ name: a, tag: first }, { name: b, when: { nonce: 1 }, tag: second }, { name: c, tag: first, delay: 5 blocks },
  { name: d, tag: third }]`;
    const set = parseRules(declaring('{}', '{}', rules));
    expect(set.tags).toEqual(['first', 'second', 'third']);
    expect(evaluate(set, input({}))).toMatchObject({
      ...{ tags: [0], action: { kind: 'delay', seconds: 0, blocks: 5 } },
    });
    expect(evaluate(set, input({ nonce: 1n })).tags).toEqual([0, 1]);
  });

  test.each([
    ['{ a: { of: transactions, per: 0 blocks } }', '3:38: "0 blocks" is not between 1 and 2^32 − 1'],
    ['{ a: { of: transactions, per: 99999 days } }', '3:38: "99999 days" is not between 1 and 2^32 − 1'],
    ['{ a: { of: transactions, per: hour } }', '3:38: "hour" is no duration like 1 hour or 100 blocks'],
    ['{ a: { of: gas, per: 1 hour } }', /^3:19: rates\.a\.of is not as it should be/],
    ['{ a: { of: value, per: 1 day, by: producer } }', /^3:42: rates\.a\.by is not as it should be/],
    ['{ a: { of: value } }', /^3:13: rates\.a\.per is missing/],
    [
      '{ a: { of: value, per: 1 day, when: { rate: { a: 1 } } } }',
      '3:57: which transactions a rate counts hangs on no rate or view',
    ],
    [
      `{ ${Array.from({ length: 9 }, (_, i) => `r${i}: { of: value, per: 1 day }`).join(', ')} }`,
      /^3:8: rates is not as it should be/,
    ],
  ])('a rate is refused: %s', (rates, message) => {
    expect(refusal(declaring(rates, '{}', '[]'))).toMatch(message);
  });

  test.each([
    ['{ a: { module: nobody, function: f() } }', '4:23: "nobody" is no address: 0x and 40 hex digits'],
    ['{ a: { module: staking, function: f(string), arguments: [sender] } }', /^4:42: argument 0 of a view/],
    ['{ a: { module: staking, function: f(uint8) } }', '4:42: the function takes 1 arguments, 0 are given'],
    [
      '{ a: { module: staking, function: f(uint8), arguments: [{ is: 256 }] } }',
      '4:70: 256 does not fit into uint8',
    ],
    ['{ a: { module: staking, function: f(), gas: 100_001 } }', '4:52: a view has 1 to 100000 gas'],
    ['{ a: { module: staking, function: f(), gas: 0 } }', '4:52: a view has 1 to 100000 gas'],
  ])('a view is refused: %s', (views, message) => {
    expect(refusal(declaring('{}', views, '[]'))).toMatch(message);
  });

  test.each([
    ['[{ name: x, when: { rate: { a: 1 } }, deny: no }]', '5:39: there is no rate "a"'],
    ['[{ name: x, when: { view: { a: 1 } }, deny: no }]', '5:39: there is no view "a"'],
    ['[{ name: x, delay: soon }]', '5:27: "soon" is no duration like 1 hour or 100 blocks'],
    ['[{ name: x, delay: 1 hour, deny: no }]', /^5:9: rule "x" needs one action/],
    ['[{ name: x }]', /^5:9: rule "x" needs one action/],
    ['[{ name: x, tag: "two words" }]', /^5:25: rules\.0\.tag is not as it should be/],
    [
      `[${Array.from({ length: 17 }, (_, i) => `{ name: x, tag: t${i} }`).join(', ')}]`,
      /^5:\d+: a set has at most 16 tags/,
    ],
  ])('a rule is refused: %s', (rules, message) => {
    expect(refusal(declaring('{}', '{}', rules))).toMatch(message);
  });

  test('what needs too much gas is refused', () => {
    const views = Array.from(
      { length: 8 },
      (_, i) => `v${i}: { module: staking, function: f(), gas: 100_000 }`,
    );
    const set = parseRules(declaring('{}', `{ ${views.join(', ')} }`, '[]'));
    expect(() => compile(set)).toThrow(/the rules need, with rates and views, \d+ gas, 700000 are allowed/);
  });
});

describe('a mistake is told with its place', () => {
  test.each([
    ['sender: 0x12', '8:15: "0x12" is no address: 0x and 40 hex digits'],
    [`sender: { in: [${ANN}, nobody] }`, '8:66: "nobody" is no address: 0x and 40 hex digits'],
    ['sender: { in: elsewhere }', '8:21: there is no list "elsewhere"'],
    ['colour: red', '8:7: rules.0.when.colour is not known here'],
    ['value: { above: much }', '8:23: "much" is no whole number'],
    ['value: 0.1 wei', '8:14: "0.1 wei" is no whole number of wei'],
    ['create: perhaps', '8:15: "perhaps" is neither true nor false'],
    ['timeOfDay: "24:00"', '8:18: "24:00" is no time of day like 08:30'],
    [
      'call: { function: "f((uint256,uint256) x)" }',
      '8:25: "f((uint256,uint256) x)" is no function like transfer(address to, uint256 amount); tuples are not looked into',
    ],
    ['call: { function: "f(uint8 x)", arguments: { x: 256 } }', '8:55: 256 does not fit into uint8'],
    [
      'call: { function: "f(string x)", arguments: { x: 1 } }',
      '8:56: x has no fixed size: rules do not look into it',
    ],
    ['call: { function: "f(uint8 x)", arguments: { y: 1 } }', '8:55: the function has no argument "y"'],
    [
      'call: { function: "f(bool x)", arguments: { x: { above: 1 } } }',
      '8:54: of bool only one value or "in" a list can be asked',
    ],
    [`value: ${2n ** 256n}`, `8:14: ${2n ** 256n} does not fit into 256 bits`],
    [`${'not: { '.repeat(18)}nonce: 1${' }'.repeat(18)}`, '8:124: conditions are nested more than 16 deep'],
  ])('%s', (when, message) => {
    expect(refusal(fileOf(when))).toBe(message);
  });

  test('in the file around the rules', () => {
    expect(refusal('a: [')).toMatch(/^1:5: /);
    expect(refusal('version: 1\nname: x\nname: y\n')).toMatch(/^3:1: Map keys must be unique/);
    expect(refusal('version: 2\nname: x\nrules: []\ndefault: allow')).toMatch(/^1:10: version/);
    expect(refusal('version: 1\nname: x\nrules: []')).toBe('1:1: default is missing');
    expect(refusal('[]')).toMatch(/^1:1: /);
    const both = fileOf('nonce: 1').replace('deny: no', 'deny: no\n    allow: true');
    expect(refusal(both)).toBe('6:5: rule "only" needs one action: allow, deny, delay, or a tag alone');
    expect(refusal(fileOf('nonce: 1').replace('deny: no', `deny: ${'é'.repeat(65)}`))).toBe(
      '9:11: a reason has at most 128 bytes',
    );
    expect(refusal('['.repeat(100_000))).toMatch(/^1:\d+: /);
  });
});

test('the schema for editors is the one that files are held against', async () => {
  const file = await Bun.file(join(import.meta.dir, '../../../docs/modules/rules.schema.json')).json();
  expect(file).toEqual(JSON.parse(JSON.stringify(RulesForm)));
});
