import type { NodeContext } from '../context.ts';
import { InvalidParamsError } from '../errors.ts';
import { logChanges } from '../filters/headLogs.ts';
import { fits } from '../schema/check.ts';
import { explain } from '../schema/explain.ts';
import { LogFilter } from '../schema/filter.ts';
import { parseLogFilter } from '../schema/parseFilter.ts';
import { addressIn } from './contracts.ts';

/** Contracts that one stream may be about. */
const ADDRESS_LIMIT = 100;
const KNOWN = ['address', 'topic0', 'topic1', 'topic2', 'topic3'];

/** What begins a stream: given where texts go, it returns the function that ends it. */
export type Stream = (send: (text: string) => void) => () => void;

/**
 * The logs that a request for /contracts/events asks for, as they come: `address` and `topic0` to `topic3`, each one or
 * several with commas between. Throws InvalidParamsError, AddressError.
 */
export function logStream(url: URL, context: NodeContext): Stream {
  const unknown = [...url.searchParams.keys()].find((name) => !KNOWN.includes(name));
  if (unknown !== undefined) throw new InvalidParamsError(`query: unknown field "${unknown.slice(0, 80)}"`);
  const listOf = (name: string) => url.searchParams.get(name)?.split(',') ?? [];
  const address = listOf('address').map(addressIn);
  if (address.length > ADDRESS_LIMIT) throw new InvalidParamsError(`address: at most ${ADDRESS_LIMIT}`);
  const filter = { address, topics: [0, 1, 2, 3].map((position) => listOf(`topic${position}`)) };
  if (!fits(LogFilter, filter)) throw new InvalidParamsError(`query: ${explain(LogFilter, filter)}`);
  const query = parseLogFilter({ ...filter, topics: withoutOpenEnd(filter.topics) });
  return (send) =>
    context.events.onHead((change) => {
      for (const { text } of logChanges(query, change, context)) send(text);
    });
}

/** A position that is named must be there in the log, so open ones behind the last that matters are left out. */
function withoutOpenEnd(topics: readonly string[][]): readonly string[][] {
  const last = topics.findLastIndex((position) => position.length > 0);
  return topics.slice(0, last + 1);
}
