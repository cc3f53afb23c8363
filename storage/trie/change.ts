import { copyBytes } from '../encoding/copy.ts';
import { type Branch, type Child, HEADER, isLeafOf, noneBelow } from './record.ts';

/** Children of a branch that are no longer what they were. */
export interface Changed {
  /** bit n: the child at n */
  nibbles: number;
  /** what is there now, by nibble; undefined: nothing */
  readonly children: (Child | undefined)[];
}

const scratch = new Uint8Array(HEADER + 16 * 256);

/** By depth: while a branch is under way, none other of its depth is. Made once, for they would be half of an update's garbage. */
const underWay: Changed[] = [];

/** No child of the branch that is under way at a depth has changed yet. */
export function noneChanged(depth: number): Changed {
  let changed = underWay[depth];
  if (changed === undefined) {
    changed = { nibbles: 0, children: new Array<Child | undefined>(16).fill(undefined) };
    underWay[depth] = changed;
  }
  // An update that failed has left something.
  if (changed.nibbles !== 0) settle(changed);
  return changed;
}

/** A child is another now; undefined: it is gone. */
export function change(changed: Changed, nibble: number, child: Child | undefined): void {
  changed.nibbles |= 1 << nibble;
  changed.children[nibble] = child;
}

/** Leaves nothing for the next branch of this depth. */
export function settle(changed: Changed): void {
  for (let rest = changed.nibbles; rest !== 0; rest &= rest - 1)
    changed.children[lowestBit(rest)] = undefined;
  changed.nibbles = 0;
}

/**
 * The branch whose children are those of `former`, but for those that `changed` has. Changed children have their
 * references.
 */
export function changeBranch(former: Branch | undefined, changed: Changed, keyLength: number): Branch {
  const keepsShape = former !== undefined && hasShapeOf(former, changed);
  const branch = keepsShape ? replaceHashes(former, changed) : encodeAnew(former, changed, keyLength);
  branch.below = branchesBelow(former, changed);
  return branch;
}

/** Whether each changed child takes the place of a regular one of its kind: then only hashes differ, the usual case. */
function hasShapeOf(former: Branch, { nibbles, children }: Changed): boolean {
  if ((nibbles & ~former.present) !== 0 || (nibbles & former.irregular) !== 0) return false;
  for (let rest = nibbles; rest !== 0; rest &= rest - 1) {
    const nibble = lowestBit(rest);
    const child = children[nibble];
    if (child === undefined || isIrregular(child)) return false;
    const wasLeaf = (former.leaf & (1 << nibble)) !== 0;
    if (wasLeaf !== (child.kind === 'leaf')) return false;
    if (child.kind === 'leaf' && !isLeafOf(former, nibble, child.key)) return false;
  }
  return true;
}

function replaceHashes(former: Branch, { nibbles, children }: Changed): Branch {
  const { present, leaf, irregular, starts, keyLength } = former;
  const bytes = former.bytes.slice();
  for (let rest = nibbles; rest !== 0; rest &= rest - 1) {
    const nibble = lowestBit(rest);
    const reference = children[nibble]?.reference;
    if (reference !== undefined) bytes.set(reference, starts[nibble]);
  }
  return { bytes, present, leaf, irregular, starts, keyLength, below: undefined };
}

function encodeAnew(former: Branch | undefined, { nibbles, children }: Changed, keyLength: number): Branch {
  const starts = new Uint16Array(17);
  let present = 0;
  let leaf = 0;
  let irregular = 0;
  let at = HEADER;
  for (let nibble = 0; nibble < 16; nibble++) {
    const bit = 1 << nibble;
    starts[nibble] = at;
    if ((nibbles & bit) === 0) {
      if (former === undefined || (former.present & bit) === 0) continue;
      const start = former.starts[nibble] as number;
      at = copyBytes(scratch, at, former.bytes, start, (former.starts[nibble + 1] as number) - start);
      present |= bit;
      leaf |= former.leaf & bit;
      irregular |= former.irregular & bit;
      continue;
    }
    const child = children[nibble];
    if (child === undefined) continue;
    present |= bit;
    if (child.kind === 'leaf') leaf |= bit;
    if (isIrregular(child)) {
      irregular |= bit;
      at = putIrregular(child, at);
    } else {
      at = put(child.reference, at);
      if (child.kind === 'leaf') at = put(child.key, at);
    }
  }
  starts[16] = at;
  const bytes = withHeader(present, leaf, irregular, at);
  return { bytes, present, leaf, irregular, starts, keyLength, below: undefined };
}

function branchesBelow(former: Branch | undefined, { nibbles, children }: Changed): Branch['below'] {
  let below = former?.below?.slice();
  for (let rest = nibbles; rest !== 0; rest &= rest - 1) {
    const nibble = lowestBit(rest);
    const child = children[nibble];
    if (child?.kind === 'branch') {
      below ??= noneBelow();
      below[nibble] = child;
    } else if (below !== undefined) below[nibble] = undefined;
  }
  return below;
}

/** The number of the lowest bit of a mask that is not zero. */
export function lowestBit(mask: number): number {
  return 31 - Math.clz32(mask & -mask);
}

/** The root record: which node is the root. */
export function encodeRootRecord(root: Child): Uint8Array {
  return withHeader(1, root.kind === 'leaf' ? 1 : 0, 1, putIrregular(root, HEADER));
}

function isIrregular(child: Child): boolean {
  return child.reference?.length !== 32 || (child.kind === 'branch' && child.extension.length > 0);
}

function putIrregular(child: Child, start: number): number {
  const at = putCounted(child.reference, start);
  if (child.kind === 'leaf') return put(child.key, at);
  return putCounted(child.inner, putCounted(child.extension, at));
}

function putCounted(bytes: Uint8Array | undefined, at: number): number {
  scratch[at] = bytes?.length ?? 0;
  return put(bytes, at + 1);
}

function put(bytes: Uint8Array | undefined, at: number): number {
  if (bytes === undefined) throw new Error('a child without its reference cannot be stored');
  return copyBytes(scratch, at, bytes, 0, bytes.length);
}

function withHeader(present: number, leaf: number, irregular: number, end: number): Uint8Array {
  scratch[0] = present >> 8;
  scratch[1] = present;
  scratch[2] = leaf >> 8;
  scratch[3] = leaf;
  scratch[4] = irregular >> 8;
  scratch[5] = irregular;
  return scratch.slice(0, end);
}
