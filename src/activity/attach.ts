import type { Blockchain } from '../../chain/canonical/blockchain.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import type { RequestEvent } from '../../rpc/server/options.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { devTracer } from '../dev/tracer.ts';
import type { Activity } from './activity.ts';

/** The watchers that tell an Activity what happens in a node. */
export interface ActivityWatch {
  /** Watches a transaction of a block being made. */
  traceTransaction(transaction: Transaction): Tracer;
  /** Watches a call. */
  traceCall(): Tracer;
  /** undefined where nobody wants to know of requests */
  readonly onRequest: ((event: RequestEvent) => void) | undefined;
  /** Tells of every block from now on. */
  follow(chain: Blockchain): void;
  /** Requests are told of or not (hardhat_setLoggingEnabled). */
  setRequestsTold(on: boolean): void;
}

/** Makes the watchers. Why a transaction failed is kept from its execution until its block is announced. */
export function watchFor(activity: Activity): ActivityWatch {
  const reasons = new Map<string, string>();
  let requestsTold = true;
  const { request } = activity;
  const onLine = (line: string) => activity.consoleLine(line);
  return {
    traceTransaction: ({ hash }) =>
      devTracer({ onLine, onFailure: (reason) => reasons.set(toHex(hash), reason) }),
    traceCall: () => devTracer({ onLine, onFailure: () => undefined }),
    onRequest: request === undefined ? undefined : (event) => requestsTold && request(event),
    follow(chain) {
      chain.onHead(({ added, removed }) => {
        if (removed.length > 0) activity.removed(removed);
        for (const block of added) activity.block(block, chain.receipts(block.hash) ?? [], reasons);
        reasons.clear();
      });
    },
    setRequestsTold(on) {
      requestsTold = on;
    },
  };
}
