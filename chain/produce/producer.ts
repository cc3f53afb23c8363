import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import type { TransactionError } from '../../vm/transaction/errors.ts';
import type { ExecutedBlock } from '../building/executedBlock.ts';
import type { WriteLock } from '../writeLock.ts';
import type { BlockMaker, MadeBlock } from './blockMaker.ts';
import type { Preview } from './preview.ts';

/** When blocks are made: at once for each transaction, by the clock, by both, or on demand only. */
export type MiningMode = 'instant' | 'interval' | 'mixed' | 'manual';

/** How the producer starts. */
export interface ProducerOptions {
  readonly mode: MiningMode;
  /** milliseconds, for 'interval' and 'mixed' */
  readonly interval?: number | undefined;
}

/** What the producer works with. */
export interface ProducerParts {
  readonly maker: BlockMaker;
  readonly lock: WriteLock;
  /** A block could not be made; the transactions are still in the pool. */
  onFailure(error: unknown): void;
  /** milliseconds since the epoch */
  now(): number;
}

/** Milliseconds beyond which a timer would fire at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

type Refusals = ReadonlyMap<BytesKey, TransactionError>;

const NO_REFUSALS: Refusals = new Map();

/**
 * Decides when a block is made:
 *
 *     submitted → (instant) one run for all that have arrived, as many blocks as they fill
 *     timer     → (interval) one block, empty or not; a late one moves none of the following
 *     close     → no more timer, what was submitted has its block
 */
export class BlockProducer {
  #automine: boolean;
  #interval: number | undefined;
  #timer: Timer | undefined;
  #arriving: Promise<Refusals> | undefined;
  #run: Promise<Refusals> | undefined;
  #started = false;
  #closed = false;

  constructor(
    options: ProducerOptions,
    private readonly parts: ProducerParts,
  ) {
    this.#automine = options.mode === 'instant' || options.mode === 'mixed';
    this.#interval = options.mode === 'interval' || options.mode === 'mixed' ? options.interval : undefined;
  }

  /** Begins to make blocks by the clock. */
  start(): void {
    this.#started = true;
    this.setInterval(this.#interval);
  }

  /** Makes no more blocks; resolves when the last one is finished. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#started = false;
    this.#automine = false;
    clearTimeout(this.#timer);
    await this.#arriving;
    // Everything that makes blocks holds the lock, or has asked for it earlier.
    await this.parts.lock.run(() => undefined);
  }

  /** True from the moment of closing: whoever makes many blocks stops. */
  get closed(): boolean {
    return this.#closed;
  }

  /** Whether a transaction makes its block at once. */
  get automine(): boolean {
    return this.#automine;
  }

  setAutomine(on: boolean): void {
    this.#automine = on;
  }

  /** milliseconds between blocks; undefined: none are made by the clock */
  get interval(): number | undefined {
    return this.#interval;
  }

  /** Changes the interval; the first block is made one interval from now. */
  setInterval(milliseconds: number | undefined): void {
    this.#interval = milliseconds;
    clearTimeout(this.#timer);
    if (this.#started && milliseconds !== undefined)
      this.#schedule(this.parts.now() + milliseconds, milliseconds);
  }

  /**
   * A transaction is new in the pool: in instant mode the block that it can go into exists when this resolves. Throws
   * TransactionError where it cannot be executed after all.
   */
  async submitted(hash: Uint8Array): Promise<void> {
    if (!this.#automine) return;
    const refusal = (await this.#mineArrived()).get(toKey(hash));
    if (refusal !== undefined) throw refusal;
  }

  /** The block that would be made now. */
  pending(): Promise<ExecutedBlock> {
    return this.parts.lock.run(async () => (await this.parts.maker.preview()).sealed());
  }

  /** What calls ask of that block: its roots are not worked out for them. */
  pendingState(): Promise<Pick<Preview, 'header' | 'state'>> {
    return this.parts.lock.run(() => this.parts.maker.preview());
  }

  /** Makes blocks until nothing that waits can be mined; who asks before a run has begun shares it. */
  mineWaiting(): Promise<Refusals> {
    return this.#closed ? Promise.resolve(NO_REFUSALS) : this.#mineWaiting();
  }

  /**
   * The same once the event loop has handed over every request that has arrived: their transactions share a block, whose state
   * root and commit cost more than all of them.
   */
  #mineArrived(): Promise<Refusals> {
    this.#arriving ??= new Promise((resolve) => {
      setImmediate(() => {
        this.#arriving = undefined;
        resolve(this.#mineWaiting());
      });
    });
    return this.#arriving;
  }

  #mineWaiting(): Promise<Refusals> {
    this.#run ??= this.parts.lock.run(() => {
      this.#run = undefined;
      return this.#mineAll();
    });
    return this.#run;
  }

  async #mineAll(): Promise<Refusals> {
    const refusals = new Map<BytesKey, TransactionError>();
    try {
      let made: MadeBlock;
      do {
        made = await this.parts.maker.make({ keepEmpty: false });
        for (const [hash, error] of made.refused) refusals.set(hash, error);
      } while (made.executed !== undefined && !this.#closed);
    } catch (error) {
      this.parts.onFailure(error);
    }
    return refusals;
  }

  #schedule(due: number, interval: number): void {
    const wait = due - this.parts.now();
    this.#timer = setTimeout(
      () => {
        if (wait > LONGEST_TIMER) this.#schedule(due, interval);
        else void this.#tick(due, interval);
      },
      Math.max(0, Math.min(wait, LONGEST_TIMER)),
    );
  }

  async #tick(due: number, interval: number): Promise<void> {
    const timer = this.#timer;
    try {
      await this.parts.lock.run(() => this.parts.maker.make({ keepEmpty: true }));
    } catch (error) {
      this.parts.onFailure(error);
    }
    // Another interval may have been set meanwhile, which has its own timer.
    if (!this.#started || this.#timer !== timer) return;
    const late = this.parts.now() - due;
    const skipped = late < interval ? 0 : Math.floor(late / interval);
    this.#schedule(due + (skipped + 1) * interval, interval);
  }
}
