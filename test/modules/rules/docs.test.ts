import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCases, runCases } from '../../../modules/rules/cases.ts';
import { compile } from '../../../modules/rules/compile.ts';
import { explain } from '../../../modules/rules/explain.ts';
import { parseRules } from '../../../modules/rules/parse.ts';
import template from '../../../src/module/template/rules.yaml.txt' with { type: 'text' };

const page = readFileSync(join(import.meta.dir, '../../../docs/modules/RULES.md'), 'utf8');
const examples = [...page.matchAll(/^```yaml\n(.*?)^```/gms)].map(([, text = '']) => text);
const [limits = '', care = ''] = examples.filter((text) => text.startsWith('version:'));
const cases = examples.filter((text) => text.startsWith('cases:'));

test.each([
  [limits, cases[0] ?? '', 1],
  [care, cases[1] ?? '', 5],
])('the rules and cases of the page come out as it says (%#)', (rules, text, count) => {
  const set = parseRules(rules);
  const results = runCases(set, compile(set), parseCases(text));
  expect(results.map(({ problem }) => problem)).toEqual(Array.from({ length: count }, () => undefined));
});

test('the page has no other examples, and names every key that the schema knows', async () => {
  expect(examples).toHaveLength(4);
  const schema = await Bun.file(join(import.meta.dir, '../../../docs/modules/rules.schema.json')).json();
  const rule = schema.properties.rules.items.properties;
  const known = [
    schema.properties,
    rule,
    rule.when.properties,
    schema.properties.rates,
    schema.properties.views,
  ];
  const keys = known.flatMap((properties) =>
    Object.keys(properties.patternProperties?.['^(.*)$']?.properties ?? properties),
  );
  expect(keys.length).toBeGreaterThan(40);
  for (const key of keys) expect(page).toMatch(new RegExp(`\\b${key}\\b`));
});

test('rules in words', () => {
  expect(
    explain(parseRules(care)).join('\n'),
  ).toBe(`rate payments: transactions by sender, in windows of 3600 seconds
rate outflow: value by sender and recipient, in windows of 7200 blocks, counting only
       dataSize is 0
view stake: getVotes(address) of 0x5841490000000000000000000000000000000003 with (sender), 50000 gas; 0 where it fails
view limit: parameter(bytes32) of 0x5841490000000000000000000000000000000007 with (0x6461696c794c696d697400000000000000000000000000000000000000000000), 20000 gas; 0 where it fails
rule set treasury-care: the first rule with an action that matches decides
1. whoever has a stake is free (line 14)
     if
       not
         view stake is below 100000000000000000000
     then allow
2. large amounts are told (line 17)
     if
       value is above 1000000000000000000000
     then tag it large, go on
3. ten an hour (line 20)
     if
       rate payments is above 10
     then deny: at most ten transactions an hour
4. much to one recipient waits (line 23)
     if
       all of
         all of
           dataSize is 0
           rate outflow is above 5000000000000000000000
         view limit is above 0
     then tag it slow, take it 3600 seconds after it was announced
otherwise allow`);
});

test('the rules that xai module create writes are such', () => {
  const set = parseRules(template.replaceAll('__ID__', 'example'));
  expect(compile(set).gas).toBeGreaterThan(0n);
});
