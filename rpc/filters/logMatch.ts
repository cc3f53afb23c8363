import { equalBytes } from '../../storage/encoding/bytes.ts';
import type { Log } from '../../vm/engine.ts';
import type { LogCondition } from '../context/chain.ts';

/** Whether a log meets a condition. A condition with more positions than the log has topics is never met, as in geth. */
export function matchesLog(condition: LogCondition, log: Log): boolean {
  if (condition.addresses.length > 0 && !contains(condition.addresses, log.address)) return false;
  return condition.topics.every((wanted, position) => {
    const topic = log.topics[position];
    if (topic === undefined) return false;
    return wanted === undefined || contains(wanted, topic);
  });
}

function contains(list: readonly Uint8Array[], wanted: Uint8Array): boolean {
  return list.some((item) => equalBytes(item, wanted));
}
