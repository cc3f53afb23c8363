import { expect, test } from 'bun:test';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { branchReference, putBranch, rlp } from '../../../storage/trie/node.ts';
import { parseRecord } from '../../../storage/trie/record.ts';
import { seededRandom } from '../support/random.ts';

test('a branch is named by the hash of its RLP, whatever children it has', () => {
  const random = seededRandom(3);
  for (let round = 0; round < 400; round++) {
    const keyLength = random.pick([20, 32]);
    const parts: number[] = [];
    let [present, leaf] = [0, 0];
    const chance = random.pick([0.2, 0.5, 0.8, 1]);
    for (let bit = 1; bit < 1 << 16; bit <<= 1) {
      if (!random.chance(chance) && bit > 2) continue;
      present |= bit;
      parts.push(...random.bytes(32));
      if (!random.chance(0.5)) continue;
      leaf |= bit;
      parts.push(...random.bytes(keyLength));
    }
    const header = [present >> 8, present & 0xff, leaf >> 8, leaf & 0xff, 0, 0];
    const branch = parseRecord(Uint8Array.from([...header, ...parts]), keyLength);
    expect(branchReference(branch)).toEqual(keccak256(rlp(putBranch(branch))));
  }
});
