import { join } from 'node:path';
import type { Subprocess } from 'bun';
import { IS_BINARY } from '../../vm/binary.ts';
import type { Logger } from '../logger.ts';
import type { Figures } from '../metrics/readerMetrics.ts';
import type { Order, ReaderSettings, Report } from './readerSettings.ts';

/** The argument with which the program becomes a reader; no command for people. */
export const READER_COMMAND = 'rpc-worker';

/** Milliseconds before a reader that ended is started again: doubled each time, up to the most. */
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 10_000;
/** Milliseconds after which a reader counts as well: the next pause is the first again. */
const WELL_AFTER = 30_000;
/** Milliseconds that a reader has to answer with its figures. */
const FIGURES_WITHIN = 1_000;
/** Milliseconds that a reader has to end when told to. */
const END_WITHIN = 5_000;

/** Thrown where a reader cannot be started at all. */
export class ReaderError extends Error {
  override readonly name = 'ReaderError';
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

interface Reader {
  readonly worker: number;
  process: Subprocess | undefined;
  isReady: boolean;
  failures: number;
  /** milliseconds, of the clock that only rises */
  startedAt: number;
  pause: Timer | undefined;
  onFigures: ((figures: Figures) => void) | undefined;
}

/** What the readers are started with. */
export interface ReadersParts {
  readonly logger: Logger;
  /** A reader has ended, whatever the reason. */
  onEnded(): void;
}

/** Starts reader processes, starts those again that end, and stops them all. */
export class Readers {
  readonly #settings: Omit<ReaderSettings, 'worker'>;
  readonly #parts: ReadersParts;
  readonly #readers: readonly Reader[];
  #restarts = 0;
  #stops = false;

  private constructor(count: number, settings: Omit<ReaderSettings, 'worker'>, parts: ReadersParts) {
    this.#settings = settings;
    this.#parts = parts;
    this.#readers = Array.from({ length: count }, (_, index) => ({
      worker: index + 1,
      process: undefined,
      isReady: false,
      failures: 0,
      startedAt: 0,
      pause: undefined,
      onFigures: undefined,
    }));
  }

  /** Starts so many and resolves when all of them answer. Rejects with ReaderError where one does not come up. */
  static async start(
    count: number,
    settings: Omit<ReaderSettings, 'worker'>,
    parts: ReadersParts,
  ): Promise<Readers> {
    const readers = new Readers(count, settings, parts);
    try {
      await Promise.all(readers.#readers.map((reader) => readers.#start(reader)));
      return readers;
    } catch (error) {
      await readers.stop();
      throw error;
    }
  }

  /** Readers that answer, and how often one was started again. */
  status(): { readonly ready: number; readonly restarts: number } {
    return { ready: this.#readers.filter(({ isReady }) => isReady).length, restarts: this.#restarts };
  }

  /** The figures of each reader that tells them in time. */
  async figures(): Promise<readonly Figures[]> {
    const told = await Promise.all(
      this.#readers.filter(({ isReady }) => isReady).map((reader) => this.#figuresOf(reader)),
    );
    return told.filter((figures) => figures !== undefined);
  }

  /** Tells each to finish what it was asked and to end; ends those that do not. */
  async stop(): Promise<void> {
    this.#stops = true;
    await Promise.all(
      this.#readers.map(async ({ process, pause }) => {
        clearTimeout(pause);
        if (process === undefined || process.exitCode !== null || process.signalCode !== null) return;
        send(process, { kind: 'stop' });
        const hurry = setTimeout(() => process.kill('SIGKILL'), END_WITHIN);
        await process.exited;
        clearTimeout(hurry);
      }),
    );
  }

  /** Resolves when the reader answers; rejects where it ends before. */
  #start(reader: Reader): Promise<void> {
    return new Promise((resolve, reject) => {
      let failure = new ReaderError('reader-ended', `reader ${reader.worker} ended before it answered`);
      const hear = (report: Report) => {
        if (report.kind === 'hello') {
          const settings = { ...this.#settings, worker: reader.worker };
          if (reader.process !== undefined) send(reader.process, { kind: 'settings', settings });
        } else if (report.kind === 'ready') {
          reader.isReady = true;
          resolve();
        } else if (report.kind === 'failed') {
          failure = new ReaderError(report.code ?? 'reader-failed', report.message);
        } else {
          reader.onFigures?.(report.figures);
        }
      };
      reader.startedAt = performance.now();
      reader.process = Bun.spawn(readerCommand(), {
        stdio: ['ignore', 'inherit', 'inherit'],
        serialization: 'advanced',
        ipc: (message) => hear(message as Report),
        onExit: (_process, exitCode, signal) => {
          reject(failure);
          this.#ended(reader, { exitCode, signal, reason: reader.isReady ? undefined : failure.message });
        },
      });
    });
  }

  #ended(reader: Reader, how: object): void {
    const wasReady = reader.isReady;
    reader.isReady = false;
    if (this.#stops) return;
    this.#parts.onEnded();
    // One that never answered at the start ends the start (Readers.start).
    if (!wasReady && reader.failures === 0) return;
    if (performance.now() - reader.startedAt > WELL_AFTER) reader.failures = 0;
    const pause = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** reader.failures);
    reader.failures += 1;
    this.#restarts += 1;
    this.#parts.logger.warn({ worker: reader.worker, ...how, pause }, 'a reader ended and is started again');
    reader.pause = setTimeout(() => {
      this.#start(reader).catch(() => undefined);
    }, pause);
  }

  #figuresOf(reader: Reader): Promise<Figures | undefined> {
    const { process } = reader;
    if (process === undefined) return Promise.resolve(undefined);
    return new Promise((resolve) => {
      const done = (figures: Figures | undefined) => {
        clearTimeout(late);
        reader.onFigures = undefined;
        resolve(figures);
      };
      const late = setTimeout(() => done(undefined), FIGURES_WITHIN);
      reader.onFigures = done;
      send(process, { kind: 'count' });
    });
  }
}

/** This very program, told to be a reader: the binary itself, or Bun with the sources. */
function readerCommand(): string[] {
  const program = IS_BINARY ? [] : [join(import.meta.dir, '..', 'main.ts')];
  return [process.execPath, ...program, READER_COMMAND];
}

/** A process that has just ended takes no orders. */
function send(process: Subprocess, order: Order): void {
  try {
    process.send(order);
  } catch {
    // its end is heard of by onExit
  }
}
