import { expect, test } from 'bun:test';
import type { StorageEntry, StorageLayout, StorageType } from '../../../src/module/artifact.ts';
import { layoutConflicts } from '../../../src/module/layout.ts';

const UINT = { label: 'uint256', encoding: 'inplace', numberOfBytes: '32' };
const TYPES: Record<string, StorageType> = {
  uint: UINT,
  small: { label: 'uint64', encoding: 'inplace', numberOfBytes: '8' },
  address: { label: 'address', encoding: 'inplace', numberOfBytes: '20' },
  map: {
    label: 'mapping(address => struct S)',
    encoding: 'mapping',
    numberOfBytes: '32',
    key: 'address',
    value: 'S',
  },
  S: struct([entry('a', 0)]),
  list: { label: 'struct S[]', encoding: 'dynamic_array', numberOfBytes: '32', base: 'S' },
};

function struct(members: StorageEntry[]): StorageType {
  return { label: 'struct S', encoding: 'inplace', numberOfBytes: String(32 * members.length), members };
}

function entry(label: string, slot: number, type = 'uint', offset = 0): StorageEntry {
  return { label, slot: String(slot), offset, type };
}

function layout(storage: StorageEntry[], types: Record<string, StorageType> = TYPES): StorageLayout {
  return { storage, types };
}

const GROWN = { ...TYPES, S: struct([entry('a', 0), entry('b', 1)]) };
const SHRUNK = { ...TYPES, S: struct([entry('other', 0)]) };

test('the same storage, and more behind it, fits', () => {
  const former = layout([entry('x', 0), entry('held', 1, 'map')]);
  expect(layoutConflicts(former, former)).toEqual([]);
  expect(layoutConflicts(former, layout([...former.storage, entry('y', 2)]))).toEqual([]);
});

test('a variable that is gone, moved, renamed or of another type does not', () => {
  const former = layout([entry('x', 0), entry('y', 1, 'small')]);
  const conflicts = (...storage: StorageEntry[]) => layoutConflicts(former, layout(storage));
  expect(conflicts(entry('x', 0))).toEqual(['y (slot 1) is gone']);
  expect(conflicts(entry('new', 0), entry('x', 1), entry('y', 2, 'small'))).toEqual([
    'slot 0, byte 0 was x, now it is new',
    'slot 1, byte 0 was y, now it is x',
  ]);
  expect(conflicts(entry('x', 0), entry('y', 1, 'small', 8))).toEqual([
    'y moved from slot 1, byte 0 to slot 1, byte 8',
  ]);
  expect(conflicts(entry('x', 0), entry('y', 1, 'uint'))).toEqual([
    'y (slot 1, byte 0): uint64 became uint256',
  ]);
});

test('a struct may grow behind a mapping only', () => {
  const behindMapping = [entry('held', 0, 'map')];
  expect(layoutConflicts(layout(behindMapping), layout(behindMapping, GROWN))).toEqual([]);
  expect(layoutConflicts(layout(behindMapping), layout(behindMapping, SHRUNK))).toHaveLength(1);
  const inArray = [entry('all', 0, 'list')];
  expect(layoutConflicts(layout(inArray), layout(inArray, GROWN))[0]).toContain('grew');
  const inPlace = [entry('one', 0, 'S')];
  expect(layoutConflicts(layout(inPlace), layout(inPlace, GROWN))[0]).toContain('grew');
});
