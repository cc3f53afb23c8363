import type { HeadChange } from '../../chain/canonical/events.ts';
import { matchesLog } from '../../chain/canonical/logs.ts';
import type { MinedLog } from '../../chain/canonical/mined.ts';
import type { ChainReader } from '../context/chain.ts';
import type { NodeContext } from '../context.ts';
import { formatLog } from '../format/log.ts';
import type { LogQuery } from '../schema/parseFilter.ts';
import { once } from './once.ts';

/** A log that a change of the head brought or took away, in the forms in which it is told; each is made where it is asked for. */
class ToldLog {
  #json: ReturnType<typeof formatLog> | undefined;
  #text: string | undefined;

  constructor(
    readonly mined: MinedLog,
    private readonly removed: boolean,
  ) {}

  get json(): object {
    this.#json ??= formatLog(this.mined, this.removed);
    return this.#json;
  }

  get text(): string {
    this.#text ??= JSON.stringify(this.json);
    return this.#text;
  }
}

/** A log query's view of a head change: removed logs first, then the new ones, each in the order of the chain's events. */
export function logChanges(query: LogQuery, change: HeadChange, { chain }: NodeContext): readonly ToldLog[] {
  return toldLogs(change, chain).filter(({ mined }) => meets(query, mined));
}

const toldLogs = once((change: HeadChange, chain: ChainReader): readonly ToldLog[] => [
  ...change.removedLogs.map((mined) => new ToldLog(mined, true)),
  ...change.added
    .flatMap(({ hash }) => chain.logsOfBlock(hash) ?? [])
    .map((mined) => new ToldLog(mined, false)),
]);

/** Whether a log is within the query: bounds given as numbers count, tags leave the range open. */
function meets(query: LogQuery, mined: MinedLog): boolean {
  if (isBelow(mined.blockNumber, query.fromBlock) || isAbove(mined.blockNumber, query.toBlock)) return false;
  return matchesLog(query.condition, mined.log);
}

function isBelow(number: bigint, bound: string | undefined): boolean {
  return bound?.startsWith('0x') === true && number < BigInt(bound);
}

function isAbove(number: bigint, bound: string | undefined): boolean {
  return bound?.startsWith('0x') === true && number > BigInt(bound);
}
