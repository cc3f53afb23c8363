import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { toFunctionSelector } from 'viem';
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

const denies = (when: string, given: RuleInput) => !evaluate(parseRules(fileOf(when)), given).action.allow;

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
    expect(evaluate(set, input({ value: 1n })).action).toEqual({ allow: false, reason: 'no' });
    expect(evaluate(set, input({})).rule?.name).toBe('rest');
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
    expect(refusal(both)).toBe('6:5: rule "only" needs one action: allow or deny');
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
