import type { HeadChange } from '../../chain/canonical/events.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { NodeContext } from '../context.ts';
import { LimitExceededError, ServerError } from '../errors.ts';
import { newId } from '../newId.ts';
import type { LogQuery } from '../schema/parseFilter.ts';
import { logChanges } from './headLogs.ts';

/** A filter nobody asked about for so long is forgotten (geth's time). */
const FILTER_LIFETIME_MS = 5 * 60 * 1000;

/** What one poll may hold; a filter that gathers more is forgotten, so that its owner starts afresh. */
const GATHERED_LIMIT = 100_000;

interface Filter {
  readonly kind: 'block' | 'pending' | 'log';
  /** of a log filter */
  readonly query: LogQuery | undefined;
  /** JSON values since the last poll */
  gathered: unknown[];
  /** milliseconds since the epoch */
  usedAt: number;
}

/**
 * The filters of eth_newFilter, eth_newBlockFilter and eth_newPendingTransactionFilter: what happened since the last
 * poll, gathered from the chain's events. Bounded in number, size and age. Close it to stop listening.
 */
export class FilterStore {
  readonly #filters = new Map<string, Filter>();

  /** How many there are now. */
  get size(): number {
    return this.#filters.size;
  }
  /** what ends listening; empty while there are no filters, when nobody has to make the news */
  #stops: readonly (() => void)[] = [];
  readonly #sweeper: ReturnType<typeof setInterval>;

  constructor(
    readonly options: { readonly limit: number; readonly now?: () => number },
    readonly context: NodeContext,
  ) {
    this.#sweeper = setInterval(() => this.#forgetOld(), FILTER_LIFETIME_MS / 5);
    this.#sweeper.unref();
  }

  /** A new filter's id. Throws LimitExceededError. */
  add(kind: Filter['kind'], query?: LogQuery): string {
    this.#forgetOld();
    if (this.#filters.size >= this.options.limit) {
      throw new LimitExceededError(
        `too many filters: the limit is ${this.options.limit} (--rpc-filter-limit)`,
      );
    }
    const id = newId();
    this.#filters.set(id, { kind, query, gathered: [], usedAt: this.#now() });
    if (this.#stops.length === 0) this.#listen();
    return id;
  }

  /** True when there was such a filter. */
  remove(id: string): boolean {
    const existed = this.#filters.delete(id);
    this.#rest();
    return existed;
  }

  /** What happened since the last poll. Throws ServerError for an unknown id. */
  poll(id: string): readonly unknown[] {
    const filter = this.#get(id);
    const gathered = filter.gathered;
    filter.gathered = [];
    return gathered;
  }

  /** The query of a log filter. Throws ServerError for an unknown id and for filters of other kinds. */
  logQuery(id: string): LogQuery {
    const { query } = this.#get(id);
    if (query === undefined) throw new ServerError('filter not found');
    return query;
  }

  close(): void {
    clearInterval(this.#sweeper);
    this.#filters.clear();
    this.#rest();
  }

  #get(id: string): Filter {
    const filter = this.#filters.get(id);
    if (filter === undefined) throw new ServerError('filter not found');
    filter.usedAt = this.#now();
    return filter;
  }

  #listen(): void {
    const { events } = this.context;
    this.#stops = [
      events.onHead((change) => this.#onHead(change)),
      events.onPendingTransaction((transaction) => {
        const hash = toHex(transaction.hash);
        this.#gather('pending', () => [hash]);
      }),
    ];
  }

  /** Stops listening where there are no filters left. */
  #rest(): void {
    if (this.#filters.size > 0) return;
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  #onHead(change: HeadChange): void {
    this.#gather('block', () => change.added.map((block) => toHex(block.hash)));
    this.#gather('log', (query) =>
      logChanges(query as LogQuery, change, this.context).map(({ json }) => json),
    );
  }

  #gather(kind: Filter['kind'], news: (query: LogQuery | undefined) => readonly unknown[]): void {
    for (const [id, filter] of this.#filters) {
      if (filter.kind !== kind) continue;
      for (const item of news(filter.query)) filter.gathered.push(item);
      if (filter.gathered.length > GATHERED_LIMIT) this.#filters.delete(id);
    }
  }

  #forgetOld(): void {
    const oldest = this.#now() - FILTER_LIFETIME_MS;
    for (const [id, filter] of this.#filters) if (filter.usedAt < oldest) this.#filters.delete(id);
    this.#rest();
  }

  #now(): number {
    return this.options.now?.() ?? Date.now();
  }
}
