import { threadUrl } from '../../vm/binary.ts';
import type { SenderAnswer, SenderJob } from './senderWorker.ts';

type Senders = SenderAnswer['senders'];

/**
 * A thread that recovers the senders of blocks ahead of their execution, which takes about as long as executing transfers does,
 * and those of transactions that arrive together. It starts when it is first asked.
 */
export class SenderThread {
  readonly #waiting = new Map<number, (senders: Senders) => void>();
  #worker: Worker | undefined;
  #failed = false;
  #asked = 0;

  /** What decodeBlock takes beside each of these encoded blocks; nothing where the thread cannot tell. */
  recover(blocks: readonly Uint8Array[]): Promise<Senders> {
    return this.#ask('blocks', blocks);
  }

  /** What decodeTransaction takes beside each of these raw transactions; nothing where the thread cannot tell. */
  recoverTransactions(raw: readonly Uint8Array[]): Promise<Senders> {
    return this.#ask('transactions', raw);
  }

  close(): void {
    this.#worker?.terminate();
    this.#giveUp();
  }

  #ask(of: SenderJob['of'], encoded: readonly Uint8Array[]): Promise<Senders> {
    if (this.#failed) return Promise.resolve([]);
    const id = ++this.#asked;
    this.#worker ??= this.#start();
    this.#worker.postMessage({ id, of, encoded } satisfies SenderJob);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  #start(): Worker {
    const worker = new Worker(threadUrl('chain/block/senderWorker.ts'));
    worker.onmessage = ({ data }: MessageEvent<SenderAnswer>) => {
      this.#waiting.get(data.id)?.(data.senders);
      this.#waiting.delete(data.id);
    };
    // without the thread whoever decodes recovers
    worker.onerror = (event) => {
      event.preventDefault();
      process.emitWarning(`senders are recovered without a thread: ${event.message}`);
      this.#giveUp();
    };
    return worker;
  }

  #giveUp(): void {
    this.#failed = true;
    for (const resolve of this.#waiting.values()) resolve([]);
    this.#waiting.clear();
  }
}
