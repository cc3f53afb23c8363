import { expect, test } from 'bun:test';
import { toKey } from '../../../storage/encoding/bytes.ts';
import { KeyNumbers } from '../../../storage/lmdb/keyNumbers.ts';
import { seededRandom } from '../support/random.ts';

test('keys get numbers in the order in which they come, and keep them', () => {
  const random = seededRandom(5);
  const numbers = new KeyNumbers();
  for (let round = 0; round < 3; round++) {
    const model = new Map<string, number>();
    for (let step = 0; step < 4000; step++) {
      // few values, many lengths: keys that begin others, and that differ in one byte
      const key = random.bytes(random.below(60)).map((byte) => byte & 1);
      expect(numbers.find(key)).toBe(model.get(toKey(key)) ?? -1);
      const number = numbers.add(key);
      expect(number).toBe(model.get(toKey(key)) ?? model.size);
      model.set(toKey(key), number);
      expect(numbers.size).toBe(model.size);
    }
    for (const [key, number] of model) {
      expect(toKey(numbers.key(number))).toBe(key);
      expect(toKey(numbers.lent(number))).toBe(key);
    }
    numbers.clear();
    expect(numbers.find(new Uint8Array(3))).toBe(-1);
  }
});

test('keys are compared in the order of their bytes', () => {
  const numbers = new KeyNumbers();
  const keys = [[], [0], [0, 0], [0, 1], [1], [255], [255, 0]].map((bytes) => Uint8Array.from(bytes));
  for (const key of keys) numbers.add(key);
  keys.forEach((key, place) => {
    const order = keys.map((_, number) => Math.sign(numbers.compare(number, key)));
    expect(order).toEqual(keys.map((_, number) => Math.sign(number - place)));
  });
});
