import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import type { TransactionOrder } from '../pool/selection.ts';
import { dumpState } from './dump.ts';
import { type EditCommands, editCommands } from './editing.ts';
import { loadState } from './load.ts';
import { type MiningCommands, miningCommands } from './mining.ts';
import type { DevParts } from './parts.ts';
import { type RewriteCommands, rewriteCommands } from './rewriting.ts';
import { type SenderCommands, senderCommands } from './senders.ts';
import { type TimeCommands, timeCommands } from './timing.ts';
import { type WishCommands, wishCommands } from './wishes.ts';

/** What dev mode starts with, and what a reset goes back to. */
export interface DevOptions {
  readonly hardfork: string;
  readonly order: TransactionOrder;
  readonly automine: boolean;
  /** milliseconds */
  readonly interval: number | undefined;
  /** Turns the node's log of requests on or off. */
  setLogging(on: boolean): void;
}

/** What anvil_nodeInfo and hardhat_metadata tell. */
export interface DevInfo {
  readonly hardfork: string;
  readonly transactionOrder: string;
  /** 32 bytes, made at start and changed by a reset */
  readonly instanceId: Uint8Array;
  /** seconds */
  readonly timestamp: bigint;
  /** snapshots that can be reverted to, with the block each was taken at */
  readonly snapshots: ReadonlyMap<bigint, { readonly number: bigint; readonly hash: Uint8Array }>;
}

/** What dev mode can do to the chain. Every change waits for the block being made. */
export interface DevControl
  extends MiningCommands,
    TimeCommands,
    EditCommands,
    WishCommands,
    SenderCommands,
    RewriteCommands {
  setLoggingEnabled(on: boolean): void;
  /** The blobs of a mined transaction; undefined where they are not kept. */
  minedBlobs(transaction: Uint8Array): readonly Uint8Array[] | undefined;
  /** The blob of a mined transaction with this versioned hash; undefined where it is not kept. */
  minedBlob(versionedHash: Uint8Array): Uint8Array | undefined;
  /** Back to genesis, with everything as at the start. */
  reset(): Promise<void>;
  /** anvil's dump: gzip of a JSON document. */
  dumpState(): Promise<Uint8Array>;
  /** Takes such a dump in, also as plain JSON. Throws DevError. */
  loadState(dump: Uint8Array): Promise<void>;
  info(): DevInfo;
}

/** Dev mode on these parts. */
export function createDevControl(options: DevOptions, parts: DevParts): DevControl {
  const { chain, clock, snapshots, blobs } = parts;
  const config = chain.config;
  let instanceId = newInstanceId();
  return {
    ...miningCommands(parts),
    ...timeCommands(parts),
    ...editCommands(parts),
    ...wishCommands(parts),
    ...senderCommands(parts),
    ...rewriteCommands(parts),
    setLoggingEnabled: (on) => options.setLogging(on),
    minedBlobs: (transaction) => blobs.ofTransaction(transaction),
    minedBlob: (versionedHash) => blobs.withHash(versionedHash),
    reset: () =>
      chain.lock.run(() => {
        reset(options, parts, config);
        instanceId = newInstanceId();
      }),
    dumpState: () => chain.lock.run(() => dumpState(parts)),
    loadState: (dump) => chain.lock.run(() => loadState(dump, parts)),
    info: () => ({
      hardfork: options.hardfork,
      transactionOrder: options.order,
      instanceId,
      timestamp: clock.time(),
      snapshots: snapshots.list(),
    }),
  };
}

function reset(options: DevOptions, parts: DevParts, config: ChainConfig): void {
  const { chain, pool, snapshots, edits, impersonation, clock, next, producer } = parts;
  snapshots.clear();
  pool.clear();
  impersonation.reset();
  clock.reset();
  next.reset();
  chain.setConfig(config);
  pool.forgettingRemoved(() => chain.unwindTo(0n));
  edits.clear();
  producer.setAutomine(options.automine);
  producer.setInterval(options.interval);
}

function newInstanceId(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(32));
}
