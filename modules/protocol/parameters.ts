import { bytesToBigInt } from '../../storage/encoding/bytes.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import { FORKS, type ForkName } from '../../vm/rules/forks.ts';
import { PARAMETERS, REGISTRY, TREASURY } from './addresses.ts';
import { LEAST_GAS_LIMIT, MOST_MINIMUM_BASE_FEE } from './bounds.ts';
import { mappingSlot, namespaceSlot, slotAfter, textWord } from './slots.ts';

/** What holders of the chain decided about one block. */
export interface ProtocolParameters {
  /** Whether any module asks to be told of anything. */
  readonly hooks: boolean;
  /** The gas limit that blocks step towards; undefined: whoever makes the block decides. */
  readonly gasLimit: bigint | undefined;
  readonly elasticity: bigint;
  readonly baseFeeDenominator: bigint;
  /** wei per gas */
  readonly minimumBaseFee: bigint;
  /** False: transactions may not create or call contracts, the modules' own excepted. */
  readonly contracts: boolean;
  /** True: tips are shared, where the module that shares them is active. */
  readonly sharesFees: boolean;
  /** 20 bytes: gets the base fees; undefined: they are burned */
  readonly baseFeeRecipient: Uint8Array | undefined;
  /** Times in seconds of forks. */
  readonly activations: ReadonlyMap<ForkName, bigint>;
}

/** What holds where nothing was ever decided: Ethereum's own. */
const DEFAULTS: ProtocolParameters = {
  hooks: false,
  gasLimit: undefined,
  elasticity: 2n,
  baseFeeDenominator: 8n,
  minimumBaseFee: 0n,
  contracts: true,
  sharesFees: false,
  baseFeeRecipient: undefined,
  activations: new Map(),
};

const DEFAULTS_WITH_HOOKS: ProtocolParameters = { ...DEFAULTS, hooks: true };

/** How many modules have hooks; 0: nothing is called. */
const ACTIVE_HOOK_COUNT = namespaceSlot('xai.storage.ModuleRegistry');
/** How often anything was decided; 0: never, and nothing else is read. */
const GENERATION = namespaceSlot('xai.storage.ProtocolParameters');
const ENTRIES = slotAfter(GENERATION, 1);

/** The three slots of a key's entry: value, what it will be, and the block from which it is that. */
interface EntrySlots {
  readonly value: Uint8Array;
  readonly pending: Uint8Array;
  readonly effectiveBlock: Uint8Array;
}

const SLOTS = {
  blockGasLimit: entrySlots('blockGasLimit'),
  elasticity: entrySlots('elasticity'),
  baseFeeDenominator: entrySlots('baseFeeDenominator'),
  minimumBaseFee: entrySlots('minimumBaseFee'),
  baseFeeToTreasury: entrySlots('baseFeeToTreasury'),
  feeRedistribution: entrySlots('feeRedistribution'),
  vm: entrySlots('feature.vm'),
};

/** Forks that can be scheduled by a vote: those that go by time and that this node executes. */
const FORK_SLOTS = FORKS.filter(({ name, by }) => by === 'time' && name !== 'amsterdam').map(
  ({ name }) => [name, entrySlots(`fork.${name}`)] as const,
);

/**
 * The parameters of block `number`, by the state after its parent. Values that would stop the chain count as the nearest
 * ones that do not. Two slots are read where nothing was ever decided.
 */
export function readParameters(state: StateReader, number: bigint): ProtocolParameters {
  const hooks = state.slot(REGISTRY, ACTIVE_HOOK_COUNT).length > 0;
  if (state.slot(PARAMETERS, GENERATION).length === 0) return hooks ? DEFAULTS_WITH_HOOKS : DEFAULTS;
  const read = (slots: EntrySlots) => entryAt(state, slots, number);
  const gasLimit = read(SLOTS.blockGasLimit);
  return {
    hooks,
    gasLimit: gasLimit === 0n ? undefined : within(gasLimit, LEAST_GAS_LIMIT, 2n ** 63n - 1n),
    elasticity: within(read(SLOTS.elasticity) || DEFAULTS.elasticity, 1n, 1024n),
    baseFeeDenominator: within(read(SLOTS.baseFeeDenominator) || DEFAULTS.baseFeeDenominator, 1n, 2n ** 64n),
    minimumBaseFee: within(read(SLOTS.minimumBaseFee), 0n, MOST_MINIMUM_BASE_FEE),
    contracts: read(SLOTS.vm) !== 0n,
    sharesFees: read(SLOTS.feeRedistribution) !== 0n,
    baseFeeRecipient: read(SLOTS.baseFeeToTreasury) === 0n ? undefined : TREASURY,
    activations: activationsAt(read),
  };
}

function activationsAt(read: (slots: EntrySlots) => bigint): ReadonlyMap<ForkName, bigint> {
  const activations = new Map<ForkName, bigint>();
  for (const [name, slots] of FORK_SLOTS) {
    const at = read(slots);
    if (at !== 0n) activations.set(name, at);
  }
  return activations;
}

function entryAt(state: StateReader, slots: EntrySlots, number: bigint): bigint {
  const from = bytesToBigInt(state.slot(PARAMETERS, slots.effectiveBlock)) & (2n ** 64n - 1n);
  const slot = from !== 0n && from <= number ? slots.pending : slots.value;
  return bytesToBigInt(state.slot(PARAMETERS, slot));
}

function entrySlots(key: string): EntrySlots {
  const value = mappingSlot(ENTRIES, textWord(key));
  return { value, pending: slotAfter(value, 1), effectiveBlock: slotAfter(value, 2) };
}

function within(value: bigint, least: bigint, most: bigint): bigint {
  return value < least ? least : value > most ? most : value;
}
