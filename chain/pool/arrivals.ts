import type { SenderThread } from '../block/senderThread.ts';

/** Transactions that have to arrive behind another one before the event loop goes on: for fewer the way to the thread takes longer. */
const MANY = 4;
/** Transactions in one job of the thread: the first are taken into the pool while the others are being recovered. */
const JOB = 8;
/** Transactions that came so before the thread is started, which takes memory and some ten milliseconds. */
const WORTH_A_THREAD = 256;
/** Of all that wait for the thread together: transactions, and bytes. What is over is recovered where it is met. */
const MOST_WAITING = 4096;
const MOST_BYTES = 16 * 2 ** 20;

interface Arrival {
  readonly raw: Uint8Array;
  readonly resolve: (sender: Uint8Array | undefined) => void;
}

/**
 * Has the senders of raw transactions that arrive many at once recovered in a thread, so that the event loop is free meanwhile:
 * a recovery takes as long as three reads. They keep their order. One that comes alone is not held up.
 */
export class Arrivals {
  /** since the event loop last went on; undefined: none */
  #arrived: Arrival[] | undefined;
  #met = 0;
  #waiting = 0;
  #bytes = 0;

  constructor(private readonly thread: Pick<SenderThread, 'recoverTransactions'>) {}

  /** Whose transaction this is; undefined: to be recovered now, by whoever asks. */
  senderOf(raw: Uint8Array): Promise<Uint8Array | undefined> | undefined {
    if (this.#arrived === undefined) {
      this.#arrived = [];
      setImmediate(() => this.#handOver());
      if (this.#waiting === 0) return undefined;
    }
    if (this.#waiting >= MOST_WAITING || this.#bytes + raw.length > MOST_BYTES) return undefined;
    const arrived = this.#arrived;
    this.#waiting++;
    this.#bytes += raw.length;
    return new Promise((resolve) => arrived.push({ raw, resolve }));
  }

  #handOver(): void {
    const arrived = this.#arrived ?? [];
    this.#arrived = undefined;
    const isAlone = this.#waiting === arrived.length;
    if (arrived.length >= MANY) this.#met += arrived.length;
    if ((arrived.length < MANY && isAlone) || this.#met < WORTH_A_THREAD) {
      this.#answer(arrived, []);
      return;
    }
    for (let first = 0; first < arrived.length; first += JOB) {
      const job = arrived.slice(first, first + JOB);
      void this.thread
        .recoverTransactions(job.map(({ raw }) => raw))
        .then((senders) => this.#answer(job, senders));
    }
  }

  #answer(arrived: readonly Arrival[], senders: readonly (Uint8Array | undefined)[]): void {
    for (const [index, { raw, resolve }] of arrived.entries()) {
      this.#waiting--;
      this.#bytes -= raw.length;
      resolve(senders[index]);
    }
  }
}
