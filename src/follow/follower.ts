import type { Blockchain } from '../../chain/canonical/blockchain.ts';
import { DecodeError } from '../../chain/rlp/errors.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { BlockError } from '../../chain/validate/errors.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { RpcClientError } from '../client/rpcClient.ts';
import type { Logger } from '../logger.ts';
import { commonAncestor } from './commonAncestor.ts';
import { FollowError } from './errors.ts';
import { OnTheWay } from './onTheWay.ts';
import type { BlockPointer, BlockSource } from './source.ts';

/** Blocks asked for at a time. */
const CHUNK = 128;
/** Milliseconds between two looks at a source that has nothing new. */
const INTERVAL = 200;
/** Milliseconds that a source which cannot be asked is left alone; doubled each time up to the longest. */
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 15_000;
/** Milliseconds that a source which served a wrong block is left alone. */
const DISTRUST = 10 * 60_000;
/** Milliseconds between two times that waiting transactions are handed on again. */
const RESEND = 5_000;
/** Transactions of one such time: blocks must not wait long for it. */
const RESEND_LIMIT = 256;

/** How a follower stands to its sources. */
export interface FollowReport {
  /** the newest block that a source has told of; undefined before the first answer */
  readonly best: bigint | undefined;
  /** milliseconds since the epoch of the last answer; undefined before the first */
  readonly heard: number | undefined;
}

/** What a follower needs of the node. */
export interface FollowerParts {
  readonly chain: Blockchain;
  /** Remembers that a canonical block is safe or final. */
  mark(name: 'safe' | 'finalized', hash: Uint8Array): void;
  /** Transactions that were sent here and are in no block yet. */
  waiting(): Iterable<Transaction>;
  readonly logger: Logger;
  /** milliseconds since the epoch */
  now(): number;
  /** The last block has been asked for. */
  onClose(): void;
}

interface SourceState {
  readonly source: BlockSource;
  pause: number;
  /** milliseconds since the epoch until which it is left alone */
  until: number;
}

/**
 * Reads blocks from other nodes, executes each and checks every root (Blockchain.importBlocks), and hands transactions
 * on. Sources are asked in turn: the first that answers serves until it fails. One whose block is wrong is named in the
 * log and left alone for ten minutes; nothing of the block stays.
 */
export class Follower {
  readonly #states: readonly SourceState[];
  #closed = false;
  #running: Promise<void> | undefined;
  #wake: () => void = () => undefined;
  #best: bigint | undefined;
  #heard: number | undefined;
  #resent = 0;
  /** Waiting transactions to pass over at the next time: more than one round's are handed on in turns. */
  #resendFrom = 0;
  readonly #onTheWay = new OnTheWay();
  /** What other nodes know this process by, to find circles. */
  readonly #name = crypto.randomUUID().replaceAll('-', '');

  constructor(
    sources: readonly BlockSource[],
    private readonly parts: FollowerParts,
  ) {
    this.#states = sources.map((source) => ({ source, pause: 0, until: 0 }));
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes the import that runs. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
    this.parts.onClose();
  }

  report(): FollowReport {
    return { best: this.#best, heard: this.#heard };
  }

  /**
   * Hands a transaction that came through the nodes `via` to the first source that takes it. Throws FollowError where none does,
   * a source refuses it, or it has come in a circle: then nobody who makes blocks has it.
   */
  submit(transaction: Pick<Transaction, 'hash' | 'raw'>, via: readonly string[]): Promise<void> {
    return this.#onTheWay.during(transaction.hash, () => this.#handOn(transaction, via));
  }

  async #handOn({ raw }: Pick<Transaction, 'raw'>, via: readonly string[]): Promise<void> {
    let answered = via.includes(this.#name);
    for (const { source } of answered ? [] : this.#usable()) {
      try {
        if (await source.submit(raw, [...via, this.#name])) return;
        answered = true;
      } catch (error) {
        if (!(error instanceof RpcClientError)) throw error;
        if (error.code === 'refused') {
          throw new FollowError('refused', error.message.replace(/^xai_forwardTransaction: /, ''));
        }
      }
    }
    throw answered
      ? new FollowError(
          'circle',
          'the transaction was not handed on: the nodes that this one follows (--follow) follow it in turn, none makes blocks',
        )
      : new FollowError('no-source', 'the transaction was not handed on: no source answers (--follow)');
  }

  /** Sources that are not left alone; all of them where every one is. */
  #usable(): readonly SourceState[] {
    const now = this.parts.now();
    const usable = this.#states.filter(({ until }) => until <= now);
    return usable.length > 0 ? usable : this.#states;
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      const now = this.parts.now();
      const state = this.#states.find(({ until }) => until <= now);
      const advanced = state !== undefined && (await this.#follow(state));
      if (!advanced && !this.#closed) await this.#rest();
    }
  }

  /** One look at a source; true where there may be more to read at once. */
  async #follow(state: SourceState): Promise<boolean> {
    const { logger, now } = this.parts;
    const { source } = state;
    try {
      const head = await source.head();
      this.#best = head.number;
      this.#heard = now();
      const isNew = await this.#catchUp(source, head);
      if (isNew !== 'nothing') await this.#takeMarks(source);
      if (state.pause > 0) logger.info({ source: source.url }, 'the source answers again');
      state.pause = 0;
      await this.#resend(source);
      return isNew === 'more';
    } catch (error) {
      this.#blame(state, error);
      return false;
    }
  }

  /** Imports what the source has and this node has not. */
  async #catchUp(source: BlockSource, theirs: BlockPointer): Promise<'nothing' | 'all' | 'more'> {
    const { chain } = this.parts;
    if (chain.isCanonical(theirs.hash)) return 'nothing';
    const own = chain.head();
    const top = theirs.number < own.header.number ? theirs.number : own.header.number;
    const common = await commonAncestor(
      (number) => chain.headerByNumber(number)?.hash,
      (number) => source.hashAt(number),
      top,
    );
    if (common === undefined) {
      throw new FollowError('other-chain', `${source.url} has another chain: its first block differs`);
    }
    let next = common + 1n;
    while (next <= theirs.number && !this.#closed) {
      const blocks = await source.blocks(next, CHUNK);
      // It has changed its mind since it told of its head.
      if (blocks.length === 0) return 'more';
      await chain.importBlocks(blocks);
      next += BigInt(blocks.length);
    }
    return 'all';
  }

  async #takeMarks(source: BlockSource): Promise<void> {
    for (const name of ['safe', 'finalized'] as const) {
      const marked = await source.marked(name);
      if (marked !== undefined && this.parts.chain.isCanonical(marked.hash))
        this.parts.mark(name, marked.hash);
    }
  }

  /**
   * Transactions that wait here may have been lost there: a source may be another node than before. Those on their way are left out:
   * in a circle of nodes they would go on from one to the next after their sender was told that nobody took them.
   */
  async #resend(source: BlockSource): Promise<void> {
    if (this.parts.now() - this.#resent < RESEND) return;
    this.#resent = this.parts.now();
    const waiting = [...this.parts.waiting()];
    if (this.#resendFrom >= waiting.length) this.#resendFrom = 0;
    const round = waiting.slice(this.#resendFrom, this.#resendFrom + RESEND_LIMIT);
    this.#resendFrom += RESEND_LIMIT;
    for (const { hash, raw } of round) {
      if (this.#onTheWay.has(hash)) continue;
      try {
        await source.submit(raw, [this.#name]);
      } catch (error) {
        if (!(error instanceof RpcClientError) || error.code !== 'refused') throw error;
      }
    }
  }

  #blame(state: SourceState, error: unknown): void {
    const { logger, now } = this.parts;
    const { url } = state.source;
    if (error instanceof BlockError) {
      state.until = now() + DISTRUST;
      const { number, hash, code, problem } = error;
      logger.error(
        { source: url, block: number.toString(), hash: toHex(hash), rule: code, problem },
        'the source serves a block that is not valid; it is left alone for ten minutes',
      );
      return;
    }
    const foreseen =
      error instanceof RpcClientError || error instanceof FollowError || error instanceof DecodeError;
    if (!foreseen) logger.error({ err: error, source: url }, 'following a source failed inside the node');
    else if (state.pause === 0)
      logger.warn({ source: url, reason: error.message }, 'the source cannot be read');
    state.pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, state.pause * 2));
    state.until = now() + state.pause;
  }

  #rest(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, INTERVAL);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}
