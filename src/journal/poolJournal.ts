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
  /** Whether a transaction still waits for its block. */
  readonly waits: (hash: Uint8Array) => boolean;
  readonly logger: Logger;
}

/**
 * A file with the transactions that were acknowledged and are in no block yet, so that a process which dies leaves none
 * behind. Each is handed to the operating system before its sender hears of it; the disk is not waited for, so a machine
 * that loses power may lose the last ones. When the file has doubled it is written anew with those that still wait: the
 * pool's own bounds are its bounds.
 */
export class PoolJournal {
  #file: number | undefined;
  #size = 0;
  #rewriteAt = LEAST;

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

  /** Writes a transaction down; nothing before `restore`. Throws JournalError, and the file is as it was. */
  append(record: JournalRecord): void {
    if (this.#file === undefined) return;
    const before = this.#size;
    try {
      this.#size += writeWhole(this.#file, encodeRecord(record));
      if (this.#size > this.#rewriteAt) this.#replace(readRecords(this.path));
    } catch (error) {
      this.#cutBack(before);
      const reason = error instanceof Error ? error.message : String(error);
      throw new JournalError(`the transaction cannot be kept: ${reason}`);
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
