import { expect, test } from 'bun:test';
import { createMPT } from '@ethereumjs/mpt';
import { encodeRlp } from '../../chain/rlp/encode.ts';
import { orderedTrieRoot } from '../../chain/trieRoot.ts';
import { EMPTY_TRIE_ROOT } from '../../storage/encoding/keccak.ts';
import { Random } from './support/random.ts';

test('agrees with @ethereumjs/mpt for lists of every length that changes the shape', async () => {
  const random = new Random(4);
  for (const length of [0, 1, 2, 3, 15, 16, 17, 55, 127, 128, 129, 130, 255, 256, 257, 600]) {
    const values = Array.from({ length }, () => random.bytes(1 + random.int(random.int(4) === 0 ? 700 : 60)));
    if (length > 2) values[1] = random.bytes(70_000);
    const trie = await createMPT();
    for (const [index, value] of values.entries()) await trie.put(encodeRlp(BigInt(index)), value);
    expect(orderedTrieRoot(values)).toEqual(length === 0 ? EMPTY_TRIE_ROOT : trie.root());
  }
});
