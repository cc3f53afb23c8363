import type { StorageEntry, StorageLayout } from './artifact.ts';

/**
 * Why a contract cannot take over the storage of its former version, one sentence each; empty where it can. Every former
 * variable must keep its name, place and type; new ones may only come after. What stands in ERC-7201 namespaces (the
 * parameters of XaiModule, OpenZeppelin's own) is not told by solc and not looked at.
 */
export function layoutConflicts(former: StorageLayout, next: StorageLayout): string[] {
  return former.storage.flatMap((before, index) => {
    const after = next.storage[index];
    if (after === undefined) return [`${before.label} (slot ${before.slot}) is gone`];
    return entryConflicts(before, after, former, next, true);
  });
}

function entryConflicts(
  before: StorageEntry,
  after: StorageEntry,
  former: StorageLayout,
  next: StorageLayout,
  isNamed: boolean,
): string[] {
  const place = `slot ${before.slot}, byte ${before.offset}`;
  if (before.slot !== after.slot || before.offset !== after.offset) {
    return [`${before.label} moved from ${place} to slot ${after.slot}, byte ${after.offset}`];
  }
  if (isNamed && before.label !== after.label) {
    return [`${place} was ${before.label}, now it is ${after.label}`];
  }
  const conflict = typeConflict(before.type, after.type, former, next, false, 0);
  return conflict === undefined ? [] : [`${before.label} (${place}): ${conflict}`];
}

/** Structs behind a mapping may grow: nothing stands behind them. Anywhere else they push what follows. */
function typeConflict(
  before: string,
  after: string,
  former: StorageLayout,
  next: StorageLayout,
  mayGrow: boolean,
  depth: number,
): string | undefined {
  const [a, b] = [former.types[before], next.types[after]];
  if (a === undefined || b === undefined) return before === after ? undefined : `${before} became ${after}`;
  // A struct may hold a mapping to itself.
  if (depth > 16) return undefined;
  const told = `${a.label} became ${b.label}`;
  if (a.encoding !== b.encoding) return told;
  if (a.key !== undefined || b.key !== undefined) {
    const keys = typeConflict(a.key ?? '', b.key ?? '', former, next, false, depth + 1);
    return keys ?? typeConflict(a.value ?? '', b.value ?? '', former, next, true, depth + 1);
  }
  if (a.members !== undefined && b.members !== undefined) {
    if (a.label !== b.label) return told;
    if (b.members.length < a.members.length) return `${a.label} lost a member`;
    if (b.members.length > a.members.length && !mayGrow)
      return `${a.label} grew, and moves what stands behind it`;
    for (const [index, member] of a.members.entries()) {
      const other = b.members[index] as StorageEntry;
      const conflicts = entryConflicts(member, other, former, next, true);
      if (conflicts[0] !== undefined) return `${a.label}: ${conflicts[0]}`;
    }
    return undefined;
  }
  if (a.base !== undefined && b.base !== undefined) {
    const isDynamic = a.encoding === 'dynamic_array';
    if (!isDynamic && a.label !== b.label) return told;
    return typeConflict(a.base, b.base, former, next, false, depth + 1);
  }
  return a.label === b.label && a.numberOfBytes === b.numberOfBytes ? undefined : told;
}
