import { afterAll, expect, test } from 'bun:test';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Abi } from 'viem';
import { ContractRegistry } from '../../../rpc/contracts/registry.ts';
import { contractShelf } from '../../../src/contractShelf.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';

const folder = mkdtempSync(join(tmpdir(), 'xai-shelf-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const files = (name: string) => readdirSync(join(folder, name, 'contracts'));
const registryIn = (name: string) => new ContractRegistry(contractShelf(join(folder, name)));

/** PUSH4 of `count()` and a number that makes each code another one. */
const codeOf = (number: number) => fromHex(`6306661abd61${number.toString(16).padStart(4, '0')}`);
const functionOf = (name: string): Abi => [
  { type: 'function', name, inputs: [], outputs: [{ type: 'uint256' }], stateMutability: 'view' },
];
const abi = functionOf('count');
const take = (registry: ContractRegistry, number: number) =>
  registry.register(codeOf(number), { abi, runtime: codeOf(number), filled: [] });

test('what was registered is there after a restart, for its code alone', () => {
  const first = registryIn('restart');
  expect(take(first, 1)).toBe('exact');
  const second = registryIn('restart');
  expect(second.find(codeOf(1))).toEqual({ abi });
  expect(second.find(codeOf(2))).toBeUndefined();
  expect(new ContractRegistry().find(codeOf(1))).toBeUndefined();
});

test('a file that was changed meanwhile is shown to belong to its code again, or is forgotten', () => {
  take(registryIn('changed'), 1);
  const [name = ''] = files('changed');
  const path = join(folder, 'changed', 'contracts', name);
  for (const text of [
    JSON.stringify({ abi: functionOf('steal') }),
    JSON.stringify({ abi, metadata: '{"output":{"abi":[]},"sources":{}}' }),
    JSON.stringify({ abi, sources: { a: 5 } }),
    readFileSync(path, 'utf8').slice(0, 20),
  ]) {
    writeFileSync(path, text);
    expect(registryIn('changed').find(codeOf(1))).toBeUndefined();
    expect(files('changed')).toEqual([]);
  }
});

test('a thousand are kept; the oldest give way, on disk too', () => {
  const registry = registryIn('many');
  for (let number = 0; number < 1_003; number++) take(registry, number);
  expect(registry.find(codeOf(2))).toBeUndefined();
  expect(registry.find(codeOf(3))).toEqual({ abi });
  expect(files('many')).toHaveLength(1_000);
});

test('files of others in the folder are left alone', () => {
  take(registryIn('others'), 1);
  writeFileSync(join(folder, 'others', 'contracts', 'notes.txt'), 'x');
  registryIn('others');
  expect(files('others')).toContain('notes.txt');
});
