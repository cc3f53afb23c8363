import { describe, expect, test } from 'bun:test';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeAbiParameters, hexToBigInt, keccak256, numberToHex, stringToHex } from 'viem';
import { moduleAlloc } from '../../../modules/genesis/alloc.ts';
import contracts from '../../../modules/genesis/contracts.json' with { type: 'json' };
import { implementationAddress, MODULES, proxyAddress } from '../../../modules/genesis/table.ts';

/** That no two parts of a module write to the same slot: proxy, base contracts, the module's own. */

const SOURCES = join(import.meta.dir, '../../../modules/contracts/src');
/** ERC-1967: where a proxy keeps its implementation. */
const IMPLEMENTATION = numberToHex(hexToBigInt(keccak256(stringToHex('eip1967.proxy.implementation'))) - 1n, {
  size: 32,
});

/** The slot that a namespace begins at (ERC-7201). */
function placeOf(namespace: string): string {
  const inner = hexToBigInt(keccak256(stringToHex(namespace))) - 1n;
  const outer = hexToBigInt(keccak256(encodeAbiParameters([{ type: 'uint256' }], [inner])));
  return numberToHex(outer & ~0xffn, { size: 32 });
}

const declared = readdirSync(SOURCES, { recursive: true })
  .filter((name) => String(name).endsWith('.sol'))
  .flatMap((name) => {
    const text = readFileSync(join(SOURCES, String(name)), 'utf8');
    const namespaces = [...text.matchAll(/erc7201:(\S+)/g)].map(([, found = '']) => found);
    const places = [...text.matchAll(/_STORAGE\s*=\s*(0x[0-9a-f]{64});/g)].map(([, found = '']) => found);
    return namespaces.length === 0 ? [] : [{ name: String(name), namespaces, places }];
  });

describe('storage of the modules', () => {
  test('lies in namespaces that are where their names say, each in one contract', () => {
    expect(declared.length).toBeGreaterThan(5);
    for (const { name, namespaces, places } of declared) {
      expect([name, places]).toEqual([name, namespaces.map(placeOf)]);
    }
    const all = declared.flatMap(({ namespaces }) => namespaces);
    expect(new Set(all).size).toBe(all.length);
  });

  test('outside them begins at the first slots, where the proxy has nothing', () => {
    for (const [name, { storage }] of Object.entries(contracts)) {
      const places = storage.map(({ label, slot, type }) => ({ label, slot: BigInt(slot), type }));
      if (name === 'XaiProxy') expect(places).toEqual([]);
      // Namespaces are hashes: nothing that is laid out from slot 0 on comes near them.
      for (const [index, { slot }] of places.entries()) {
        expect(slot).toBeGreaterThanOrEqual(places[index - 1]?.slot ?? 0n);
        expect(slot).toBeLessThan(64n);
      }
    }
  });

  test('of genesis has each implementation where ERC-1967 wants it', () => {
    const alloc = moduleAlloc({ modules: 'mainnet' });
    for (const row of MODULES) {
      const slots = alloc[proxyAddress(row)]?.storage ?? {};
      const held = slots[IMPLEMENTATION];
      expect(held && BigInt(held)).toBe(BigInt(implementationAddress(row)));
    }
  });
});
