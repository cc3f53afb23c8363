import { bigIntToFixedBytes, fromHex, padLeft } from '../../storage/encoding/bytes.ts';
import type { Log } from '../../vm/log.ts';
import type { FrameEntry, Tracer } from '../../vm/tracing/tracer.ts';

/** What stands for ether where a token's address is expected (ERC-7528). */
const ETHER = fromHex('eeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee');
/** keccak256('Transfer(address,address,uint256)') */
const TRANSFER = fromHex('ddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef');

/** Frames that run other code on the caller's own balance move no ether. */
const MOVES_NOTHING: ReadonlySet<FrameEntry['kind']> = new Set(['DELEGATECALL', 'CALLCODE']);

/** A log with its number in the block. */
export interface NumberedLog {
  readonly log: Log;
  readonly index: number;
}

/** Collects the logs of the calls of one block. */
export interface CallLogs {
  readonly tracer: Tracer;
  /** What the last call left, in order; logs of frames that failed are dropped. */
  logs(): readonly NumberedLog[];
}

/**
 * The logs of a block's calls, movements of ether among them where asked for. A dropped log keeps its number, so that
 * later ones go on behind it: what the execution-apis cases have.
 */
export function callLogs(transfers: boolean): CallLogs {
  const frames: NumberedLog[][] = [];
  let done: readonly NumberedLog[] = [];
  let next = 0;
  const add = (log: Log) => frames.at(-1)?.push({ log, index: next++ });
  const tracer: Tracer = {
    onEnter({ kind, from, to, value }) {
      frames.push([]);
      if (transfers && value > 0n && !MOVES_NOTHING.has(kind)) add(transferLog(from, to, value));
    },
    onExit({ halt }) {
      const logs = frames.pop() ?? [];
      const kept = halt === undefined ? logs : [];
      const outer = frames.at(-1);
      if (outer === undefined) done = kept;
      else outer.push(...kept);
    },
    onLog: add,
  };
  return { tracer, logs: () => done };
}

function transferLog(from: Uint8Array, to: Uint8Array, value: bigint): Log {
  return {
    address: ETHER,
    topics: [TRANSFER, padLeft(from, 32), padLeft(to, 32)],
    data: bigIntToFixedBytes(value, 32),
  };
}
