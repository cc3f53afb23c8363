import {
  type BytesKey,
  bigIntToBytes,
  bigIntToFixedBytes,
  EMPTY_BYTES,
  fromHex,
  toKey,
} from '../../storage/encoding/bytes.ts';
import type { BlockEnvironment } from '../environment.ts';
import type { WorldState } from '../state/worldState.ts';

/**
 * What a system contract does when the system calls it, done directly: these calls were most of an empty block's time.
 * Returns what the contract would, undefined where its code has to run after all.
 */
type SystemEffect = (
  state: WorldState,
  contract: Uint8Array,
  block: BlockEnvironment,
  data: Uint8Array,
) => Uint8Array | undefined;

/** A contract whose effect is known. */
interface KnownContract {
  readonly effect: SystemEffect;
  /** The slots that its code reads or writes at least, when the system calls it in this block. */
  slots(block: BlockEnvironment): readonly Uint8Array[];
}

/** Entries of the two ring buffers. */
const HISTORY_LENGTH = 8191n;
/** Slots of a request queue: excess, count, head and tail. */
const QUEUE_SLOTS = [0n, 1n, 2n, 3n].map((slot) => bigIntToFixedBytes(slot, 32));

/** By code hash: another code at the same address (a test network's, say) is run as it is. */
const CONTRACTS: ReadonlyMap<BytesKey, KnownContract> = new Map<BytesKey, KnownContract>([
  // EIP-4788: timestamp and root, each in a ring buffer
  [
    hash('f57acd40259872606d76197ef052f3d35588dadf919ee1f0e3cb9b62d3f4b02c'),
    { effect: storeBeaconRoot, slots: beaconRootSlots },
  ],
  // EIP-2935
  [
    hash('6e49e66782037c0555897870e29fa5e552daf4719552131a0abce779daec0a5d'),
    { effect: storeParentHash, slots: ({ number }) => (number === 0n ? [] : [parentHashSlot(number)]) },
  ],
  // EIP-7002
  [
    hash('0345a365d2f4c5975b9f1599abe0a2ee76b7a3a731bc68781bd04c84e4858f50'),
    { effect: leaveIdleQueue, slots: () => QUEUE_SLOTS },
  ],
  // EIP-7251
  [
    hash('78c6cb5202685228bbcbfb992b1c4e116c7ec5ef11e25b8e92716cfc628ddd60'),
    { effect: leaveIdleQueue, slots: () => QUEUE_SLOTS },
  ],
]);

/** The slots that code of a contract which is known word for word reads or writes at least when the system calls it; none for others. */
export function knownSlots(codeHash: Uint8Array, block: BlockEnvironment): readonly Uint8Array[] {
  return CONTRACTS.get(toKey(codeHash))?.slots(block) ?? [];
}

/** The effect of a system call on a contract that is known word for word; undefined for all others. */
export function knownEffect(
  state: WorldState,
  contract: Uint8Array,
  block: BlockEnvironment,
  data: Uint8Array,
): Uint8Array | undefined {
  return CONTRACTS.get(toKey(state.codeHash(contract)))?.effect(state, contract, block, data);
}

function storeBeaconRoot(
  state: WorldState,
  contract: Uint8Array,
  block: BlockEnvironment,
  root: Uint8Array,
): Uint8Array {
  const [time, place] = beaconRootSlots(block);
  state.setSlot(contract, time, bigIntToBytes(block.timestamp));
  state.setSlot(contract, place, root);
  return EMPTY_BYTES;
}

function beaconRootSlots({ timestamp }: BlockEnvironment): readonly [Uint8Array, Uint8Array] {
  const index = timestamp % HISTORY_LENGTH;
  return [bigIntToFixedBytes(index, 32), bigIntToFixedBytes(index + HISTORY_LENGTH, 32)];
}

function storeParentHash(
  state: WorldState,
  contract: Uint8Array,
  { number }: BlockEnvironment,
  parentHash: Uint8Array,
): Uint8Array | undefined {
  if (number === 0n) return undefined;
  state.setSlot(contract, parentHashSlot(number), parentHash);
  return EMPTY_BYTES;
}

/** Where the hash of the parent of block `number` is kept. */
function parentHashSlot(number: bigint): Uint8Array {
  return bigIntToFixedBytes((number - 1n) % HISTORY_LENGTH, 32);
}

/** A queue without requests and without a fee to lower gives nothing and stays as it is. */
function leaveIdleQueue(state: WorldState, contract: Uint8Array): Uint8Array | undefined {
  // a contract without any slot needs no look at these
  if (!state.slots.hasAny(state.entry(contract))) return EMPTY_BYTES;
  const idle = QUEUE_SLOTS.every((slot) => state.slot(contract, slot).length === 0);
  return idle ? EMPTY_BYTES : undefined;
}

function hash(hex: string): BytesKey {
  return toKey(fromHex(hex));
}
