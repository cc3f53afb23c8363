import { threadUrl } from '../../vm/binary.ts';
import type { SenderAnswer, SenderJob } from './senderWorker.ts';

type Senders = SenderAnswer['senders'];

/**
 * A thread that recovers the senders of blocks ahead of their execution: recovering takes about as long as executing
 * transfers does. It starts with the first blocks.
 */
export class SenderThread {
  readonly #waiting = new Map<number, (senders: Senders) => void>();
  #worker: Worker | undefined;
  #failed = false;
  #asked = 0;

  /** What decodeBlock takes beside each of these encoded blocks; nothing where the thread cannot tell. */
  recover(blocks: readonly Uint8Array[]): Promise<Senders> {
    if (this.#failed) return Promise.resolve([]);
    const id = ++this.#asked;
    this.#worker ??= this.#start();
    this.#worker.postMessage({ id, blocks } satisfies SenderJob);
    return new Promise((resolve) => this.#waiting.set(id, resolve));
  }

  close(): void {
    this.#worker?.terminate();
    this.#giveUp();
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
