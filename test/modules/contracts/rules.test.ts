import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeFunctionData, type Hex, parseEther } from 'viem';
import { ruleEngineAbi } from '../../../modules/abi/ruleEngine.ts';
import { stakingAbi } from '../../../modules/abi/staking.ts';
import { xaiGovernorAbi } from '../../../modules/abi/xaiGovernor.ts';
import { asciiWord } from '../../../modules/encoding/word.ts';
import { compile } from '../../../modules/rules/compile.ts';
import { encodeInput } from '../../../modules/rules/input.ts';
import { parseRules } from '../../../modules/rules/parse.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { root } from '../../e2e/root.ts';
import { callDataOf, Dice, randomInput } from '../rules/support.ts';
import { type ModuleNode, moduleAt, openModuleNode } from './support.ts';

// Each command is a program of its own, and starts slowly on a loaded machine.
setDefaultTimeout(30_000);

const staking = { address: moduleAt('03'), abi: stakingAbi };
const governor = { address: moduleAt('04'), abi: xaiGovernorAbi };
const engine = { address: moduleAt('09'), abi: ruleEngineAbi };
const BLOCKED: Hex = '0x00000000000000000000000000000000000000bb';
const RULES = `version: 1
name: blocked
rules:
  - name: nobody pays the blocked
    when: { recipient: ${BLOCKED}, value: { above: 1 gwei } }
    deny: this recipient is blocked
default: allow
`;

const set = parseRules(RULES);
const compiled = compile(set);
const id = toHex(compiled.hash);

let node: ModuleNode;
let folder = '';

beforeAll(async () => {
  node = await openModuleNode(['ruleEngine']);
  folder = mkdtempSync(join(tmpdir(), 'xai-rules-'));
  writeFileSync(join(folder, 'blocked.yaml'), RULES);
});

afterAll(async () => {
  await node.dev.close();
  rmSync(folder, { recursive: true });
});

async function xai(...line: string[]) {
  const run = Bun.spawn([process.execPath, join(root, 'src/main.ts'), 'rules', ...line], { stderr: 'pipe' });
  const [out, error, code] = await Promise.all([
    new Response(run.stdout).text(),
    new Response(run.stderr).text(),
    run.exited,
  ]);
  return { out, error, code };
}

/** Lets seconds of chain time pass, in a block. */
async function pass(seconds: number): Promise<void> {
  await node.dev.call('evm_increaseTime', seconds);
  await node.dev.call('evm_mine');
}

const pay = (value: Hex) => node.dev.call('eth_sendTransaction', { ...payment(value), gas: '0x7530' });
const payment = (value: Hex) => ({ from: node.dev.accounts[0], to: BLOCKED, value });
const told = (value: Hex) => node.dev.call('xai_evaluateRules', payment(value));

describe('rules on a chain', () => {
  test('are added and asked by decision, and a transaction is refused with their reason', async () => {
    expect(await node.dev.call('xai_rules')).toEqual({ address: engine.address, enforced: true, sets: [] });
    await pay('0x77359400');
    await node.decide(engine, 'add', asciiWord('blocked'), toHex(compiled.artifact));
    await pay('0x77359400');
    await node.decide(engine, 'activate', id, 0n);
    const [active] = (await node.dev.call('xai_rules')).sets;
    expect(active).toMatchObject({ id, name: 'blocked', gas: `0x${compiled.gas.toString(16)}` });
    expect(await node.dev.call('eth_getCode', active.code, 'latest')).toBe(toHex(compiled.artifact));

    expect(await told('0x77359400')).toEqual({
      ...{ allowed: false, reason: 'this recipient is blocked', deniedBy: id, enforced: true },
      ...{ delay: null, tags: [], sets: [{ id, name: 'blocked', rates: [], views: [] }] },
    });
    expect(await told('0x1')).toMatchObject({ allowed: true, reason: null, deniedBy: null, enforced: true });
    expect(await refusal(pay('0x77359400'))).toContain('ruleEngine: this recipient is blocked');
    await pay('0x1');
    const deciding = { ...payment('0x77359400'), to: moduleAt('03') };
    expect(await node.dev.call('xai_evaluateRules', deciding)).toMatchObject({ enforced: false });

    await node.decide(engine, 'retire', id);
    await pay('0x77359400');
  });

  test('are not added where the code is of another kind', async () => {
    await expect(node.decide(engine, 'add', asciiWord('bad'), '0x5b600056')).rejects.toThrow('add reverted');
    await expect(node.decide(engine, 'add', asciiWord('again'), toHex(compiled.artifact))).rejects.toThrow();
  });
});

describe('xai rules', () => {
  test('checks, compiles, explains', async () => {
    const file = join(folder, 'blocked.yaml');
    expect((await xai('check', file)).out).toContain(id);
    expect((await xai('compile', file)).out).toBe(`${toHex(compiled.artifact)}\n`);
    expect((await xai('explain', file)).out).toContain('value is above 1000000000');
    const bad = join(folder, 'bad.yaml');
    writeFileSync(bad, RULES.replace('1 gwei', '1 gway'));
    const refused = await xai('check', bad);
    expect([refused.code, refused.error]).toEqual([1, `error: ${bad}:5:84: "1 gway" is no whole number\n`]);
  });

  test('tests cases, and fails where one comes out otherwise', async () => {
    const file = join(folder, 'blocked.yaml');
    const given = `given: { recipient: ${BLOCKED}, value: 1 XAI }`;
    const cases = join(folder, 'blocked.cases.yaml');
    writeFileSync(
      cases,
      `cases:\n  - name: much\n    ${given}\n    expect: deny\n    rule: nobody pays the blocked\n`,
    );
    expect(await xai('test', file)).toMatchObject({ code: 0, out: 'pass  much\n1 of 1 cases passed\n' });
    writeFileSync(
      cases,
      JSON.stringify({ cases: [{ name: 'little', given: { value: '1' }, expect: 'deny' }] }),
    );
    expect(await xai('test', file)).toMatchObject({
      ...{ code: 1, out: 'FAIL  little: not deny: allowed by default\n0 of 1 cases passed\n' },
    });
  });

  test('proposes to the governor, and once voted for, the rules hold', async () => {
    const [ann = '0x'] = node.dev.accounts as Hex[];
    await node.send(ann, staking, 'lock', [], parseEther('500'));
    await pass(1);
    const file = join(folder, 'voted.yaml');
    writeFileSync(file, RULES.replace('this recipient', 'by vote, this recipient'));
    const line = ['propose', file, '--rpc-url', node.dev.url];
    const printed = await xai(...line);
    expect([printed.code, printed.out]).toEqual([0, expect.stringContaining('nothing was sent')]);
    const sent = await xai(...line, '--proposer', ann);
    expect([sent.error, sent.out]).toEqual(['', expect.stringMatching(/^proposal {5}\d+$/m)]);
    const proposal = BigInt(/^proposal {5}(\d+)$/m.exec(sent.out)?.[1] ?? 0);
    await pass(2);
    await node.send(ann, governor, 'castVote', [proposal, 1]);
    await pass(70);
    await node.send(ann, governor, 'queue', [proposal]);
    await pass(10);
    await node.send(ann, governor, 'execute', [proposal]);
    expect(await refusal(pay('0x77359400'))).toContain('ruleEngine: by vote, this recipient is blocked');

    // The former set takes its place, without being added again.
    const [{ id: voted }] = (await node.dev.call('xai_rules')).sets;
    const again = await xai('propose', join(folder, 'blocked.yaml'), ...line.slice(2), '--retire', voted);
    const { data } = JSON.parse(/^transaction {2}(.*)$/m.exec(again.out)?.[1] ?? '{}');
    const call = decodeFunctionData({ abi: xaiGovernorAbi, data });
    const calls = (call.args?.[2] ?? []) as Hex[];
    expect(calls.map((each) => decodeFunctionData({ abi: ruleEngineAbi, data: each }).functionName)).toEqual([
      'retire',
      'activate',
    ]);
    const twice = await xai(...line);
    expect([twice.code, twice.error]).toEqual([1, expect.stringContaining('these rules are active')]);
  });

  test('proposes one set in place of several', async () => {
    const active = (await node.dev.call('xai_rules')).sets.map((each: { id: Hex }) => each.id);
    await node.decide(engine, 'activate', id, 0n);
    const both: Hex[] = [id, ...active];
    expect(both).toHaveLength(2);
    const file = join(folder, 'both.yaml');
    writeFileSync(file, RULES.replace('this recipient', 'in place of two, this recipient'));
    const line = ['propose', file, '--rpc-url', node.dev.url, '--retire'];
    const printed = await xai(...line, both.join(','));
    const { data } = JSON.parse(/^transaction {2}(.*)$/m.exec(printed.out)?.[1] ?? '{}');
    const call = decodeFunctionData({ abi: xaiGovernorAbi, data });
    const calls = (call.args?.[2] ?? []) as Hex[];
    const decoded = calls.map((each) => decodeFunctionData({ abi: ruleEngineAbi, data: each }));
    expect(decoded.map(({ functionName }) => functionName)).toEqual(['add', 'retire', 'retire', 'activate']);
    expect<unknown>(decoded.slice(1, 3).map(({ args }) => args?.[0])).toEqual(both);
    expect(decoded[3]?.args?.[1]).toBe(0n);
    const mistaken = [
      [`${id},${id}`, 'a set is retired once'],
      [`${id},0x12`, 'no active set has the id 0x12'],
    ] as const;
    for (const [ids, reason] of mistaken) {
      const refused = await xai(...line, ids);
      expect([refused.code, refused.error]).toEqual([1, expect.stringContaining(reason)]);
    }
    const far = await xai(...line, id, '--position', '2');
    expect(far.error).toContain('the last place among 1 other sets is 1');
  });
});

test('the call data of cases is what Solidity encodes', () => {
  const dice = new Dice(3);
  for (let i = 0; i < 50; i++) {
    const input = randomInput(dice);
    expect(toHex(encodeInput(input))).toBe(callDataOf(input, 'validateTransaction'));
  }
});

async function refusal(sending: Promise<unknown>): Promise<string> {
  try {
    await sending;
  } catch (error) {
    return (error as Error).message;
  }
  return 'it was taken';
}
