import { closeSync, ftruncateSync } from 'node:fs';
import type { PoolAccess } from '../../chain/pool/access.ts';
import { toErrorObject } from '../../rpc/errorObject.ts';
import type { Logger } from '../logger.ts';
import { JournalError } from './errors.ts';
import { encodeRecord, type JournalRecord, readRecords, replaceRecords, writeWhole } from './records.ts';

/** Bytes below which the file is never written anew. */
const LEAST = 4 * 1024 * 1024;

/** What the journal needs of the node. */
export interface JournalParts {
  /** Waits until what was written to a file is on disk; undefined: the operating system writes it when it likes. */
  readonly sync?: ((file: number) => Promise<void>) | undefined;
  /** Whether a transaction still waits for its block. */
  readonly waits: (hash: Uint8Array) => boolean;
  readonly logger: Logger;
}

/**
 * A file with the transactions that were acknowledged and are in no block yet, so that a process which dies leaves none
 * behind. Each is handed to the operating system before its sender hears of it; with `sync` it is on disk by then (those that
 * come together share one sync), without it a machine that loses power may lose the last ones. When the file has doubled
 * it is written anew with those that still wait: the pool's own bounds are its bounds.
 */
export class PoolJournal {
  #file: number | undefined;
  #size = 0;
  #rewriteAt = LEAST;
  /** The sync that will begin when the one under way has ended: it covers whatever is written before it begins. */
  #nextSync: Promise<void> | undefined;
  #runningSync: Promise<void> | undefined;

  constructor(
    readonly path: string,
    private readonly parts: JournalParts,
  ) {}

  /** Submits what the file holds, before anybody else may, and begins to write. Throws where the file cannot be written. */
  async restore(access: Pick<PoolAccess, 'submitRaw'>): Promise<void> {
    const records = readRecords(this.path);
    for (const { raw } of records) {
      try {
        await access.submitRaw(raw);
      } catch (error) {
        // Most are in a block by now; whatever else the pool refuses it would refuse today.
        if (toErrorObject(error) === undefined) throw error;
      }
    }
    this.#replace(records);
    if (records.length > 0) {
      const restored = records.filter(({ hash }) => this.parts.waits(hash)).length;
      this.parts.logger.info({ read: records.length, restored }, 'transactions that waited for a block');
    }
  }

  /** Writes a transaction down; nothing before `restore`. Rejects with JournalError. */
  async append(record: JournalRecord): Promise<void> {
    if (this.#file === undefined) return;
    this.#write(record, this.#file);
    if (this.parts.sync !== undefined) await this.#synced(this.parts.sync);
  }

  #write(record: JournalRecord, file: number): void {
    const before = this.#size;
    try {
      this.#size += writeWhole(file, encodeRecord(record));
      if (this.#size > this.#rewriteAt) this.#replace(readRecords(this.path));
    } catch (error) {
      this.#cutBack(before);
      throw notKept(error);
    }
  }

  #synced(sync: (file: number) => Promise<void>): Promise<void> {
    this.#nextSync ??= this.#syncAfter(this.#runningSync, sync);
    return this.#nextSync;
  }

  async #syncAfter(former: Promise<void> | undefined, sync: (file: number) => Promise<void>): Promise<void> {
    // Also where the former one failed: those who waited for it have been told.
    await former?.catch(() => undefined);
    this.#runningSync = this.#nextSync;
    this.#nextSync = undefined;
    const file = this.#file;
    try {
      if (file !== undefined) await sync(file);
    } catch (error) {
      // Written anew meanwhile: that waited for the disk too.
      if (file === this.#file) throw notKept(error);
    }
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #replace(records: readonly JournalRecord[]): void {
    const waiting = records.filter(({ hash }) => this.parts.waits(hash));
    const { file, size } = replaceRecords(this.path, waiting);
    this.close();
    this.#file = file;
    this.#size = size;
    this.#rewriteAt = Math.max(LEAST, size * 2);
  }

  /** Half a record would hide those behind it. */
  #cutBack(size: number): void {
    try {
      if (this.#file !== undefined) ftruncateSync(this.#file, size);
      this.#size = size;
    } catch (err) {
      this.parts.logger.error({ err }, 'the journal of waiting transactions cannot be mended');
    }
  }
}

function notKept(error: unknown): JournalError {
  return new JournalError(
    `the transaction cannot be kept: ${error instanceof Error ? error.message : String(error)}`,
  );
}
