import { type BytesKey, toKey, trimLeft } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../vm/address.ts';
import type { BlockEnvironment } from '../../vm/environment.ts';
import { isPrecompile } from '../../vm/precompiles/addresses.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import type { WorldState } from '../../vm/state/worldState.ts';
import { CallError } from './errors.ts';

/** One slot of an override: 32 bytes each. */
export interface SlotOverride {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

/** geth's state override set for one account. */
export interface AccountOverride {
  readonly nonce?: bigint | undefined;
  readonly balance?: bigint | undefined;
  readonly code?: Uint8Array | undefined;
  /** Replaces all storage. */
  readonly state?: readonly SlotOverride[] | undefined;
  /** Replaces single slots. */
  readonly stateDiff?: readonly SlotOverride[] | undefined;
  /** 20 bytes: the precompile at this address answers there instead. */
  readonly movePrecompileTo?: Uint8Array | undefined;
}

/** State overrides in the order given. */
export type StateOverride = readonly { readonly address: Uint8Array; readonly account: AccountOverride }[];

/** geth's block override set, as far as a single call can see it. */
export interface BlockOverride {
  readonly number?: bigint | undefined;
  readonly difficulty?: bigint | undefined;
  readonly time?: bigint | undefined;
  readonly gasLimit?: bigint | undefined;
  readonly feeRecipient?: Uint8Array | undefined;
  readonly prevRandao?: Uint8Array | undefined;
  readonly baseFeePerGas?: bigint | undefined;
  readonly blobBaseFee?: bigint | undefined;
  readonly beaconRoot?: Uint8Array | undefined;
}

/** Where precompiles answer after overrides; undefined: where the rules say. */
export type MovedPrecompiles = ReadonlyMap<BytesKey, Uint8Array | undefined>;

/**
 * Writes the overrides into the state and returns where the precompiles went (go-ethereum
 * internal/ethapi/override: StateOverride.Apply). Throws CallError for overrides that exclude each other.
 */
export function applyStateOverride(
  overrides: StateOverride,
  state: WorldState,
  rules: Rules,
): MovedPrecompiles | undefined {
  const moved = new Map<BytesKey, Uint8Array | undefined>();
  const overridden = new Set(overrides.map(({ address }) => toKey(address)));
  // In the order of the addresses, as in geth: of two precompiles moved to one place the later one answers.
  for (const { address, account } of overrides.toSorted((a, b) => Buffer.compare(a.address, b.address))) {
    movePrecompile(address, account.movePrecompileTo, rules, moved, overridden);
    overrideAccount(address, account, state);
  }
  return moved.size === 0 ? undefined : moved;
}

/** The block that the call sees. */
export function applyBlockOverride(block: BlockEnvironment, override: BlockOverride): BlockEnvironment {
  return {
    number: override.number ?? block.number,
    timestamp: override.time ?? block.timestamp,
    coinbase: override.feeRecipient ?? block.coinbase,
    gasLimit: override.gasLimit ?? block.gasLimit,
    baseFee: override.baseFeePerGas ?? block.baseFee,
    difficulty: override.difficulty ?? block.difficulty,
    prevRandao: override.prevRandao ?? block.prevRandao,
    blobBaseFee: override.blobBaseFee ?? block.blobBaseFee,
    parentBeaconRoot: override.beaconRoot ?? block.parentBeaconRoot,
    blockHash: (number) => block.blockHash(number),
  };
}

function movePrecompile(
  from: Uint8Array,
  to: Uint8Array | undefined,
  rules: Rules,
  moved: Map<BytesKey, Uint8Array | undefined>,
  overridden: ReadonlySet<BytesKey>,
): void {
  const known = isPrecompile(from, rules);
  if (to !== undefined) {
    if (!known)
      throw new CallError('precompile-move', `account ${checksumAddress(from)} is not a precompile`);
    if (overridden.has(toKey(to))) {
      throw new CallError('precompile-move', `account ${checksumAddress(to)} is already overridden`);
    }
    moved.set(toKey(to), from);
  }
  // An overridden precompile is one no longer: what was put in its place answers.
  if (known) moved.set(toKey(from), undefined);
}

function overrideAccount(address: Uint8Array, account: AccountOverride, state: WorldState): void {
  if (account.nonce !== undefined) state.setNonce(address, account.nonce);
  if (account.code !== undefined) state.setCode(address, account.code);
  if (account.balance !== undefined) state.setBalance(address, account.balance);
  if (account.state !== undefined && account.stateDiff !== undefined) {
    const text = `account ${checksumAddress(address)} has both 'state' and 'stateDiff'`;
    throw new CallError('state-conflict', text);
  }
  if (account.state !== undefined) state.clearStorage(address);
  for (const { key, value } of account.state ?? account.stateDiff ?? []) {
    state.setSlot(address, key, trimLeft(value));
  }
}
