import { Type } from '@sinclair/typebox';
import { logTexts } from '../../format/logTexts.ts';
import { JsonText } from '../../jsonText.ts';
import { queryLogs } from '../../logQuery.ts';
import { type Method, required } from '../../method.ts';
import { LogFilter } from '../../schema/filter.ts';
import { parseLogFilter } from '../../schema/parseFilter.ts';
import { LogResult } from '../../schema/results.ts';
import { Bool, Hash32, Quantity } from '../../schema/scalar.ts';

const id = required('filterId', Quantity);

/** eth_* about logs, and filters that gather news until they are asked. */
export const ethLogMethods: readonly Method[] = [
  {
    name: 'eth_getLogs',
    summary: 'The logs of a block or a range of blocks that meet a condition, in chain order.',
    params: [required('filter', LogFilter)],
    result: Type.Array(LogResult),
    resultName: 'logs',
    handler: ([filter], context) => new JsonText(logTexts(queryLogs(parseLogFilter(filter), context))),
  },
  {
    name: 'eth_newFilter',
    runs: 'writer',
    summary: 'Gathers logs that meet a condition as they come, removed ones included, until asked for them.',
    params: [required('filter', LogFilter)],
    result: Quantity,
    resultName: 'filterId',
    handler: ([filter], _context, { filters }) => filters.add('log', parseLogFilter(filter)),
  },
  {
    name: 'eth_newBlockFilter',
    runs: 'writer',
    summary: 'Gathers hashes of new blocks until asked for them.',
    params: [],
    result: Quantity,
    resultName: 'filterId',
    handler: (_params, _context, { filters }) => filters.add('block'),
  },
  {
    name: 'eth_newPendingTransactionFilter',
    runs: 'writer',
    summary: 'Gathers hashes of transactions that come into the pool until asked for them.',
    params: [],
    result: Quantity,
    resultName: 'filterId',
    handler: (_params, _context, { filters }) => filters.add('pending'),
  },
  {
    name: 'eth_getFilterChanges',
    runs: 'writer',
    summary:
      'What a filter gathered since it was last asked. A filter that nobody asks for five minutes is forgotten.',
    params: [id],
    result: Type.Union([Type.Array(Hash32), Type.Array(LogResult)], { title: 'changes' }),
    resultName: 'changes',
    handler: ([filterId], _context, { filters }) => filters.poll(filterId as string),
  },
  {
    name: 'eth_getFilterLogs',
    runs: 'writer',
    summary: 'All logs that meet the condition of a log filter, as eth_getLogs gives them.',
    params: [id],
    result: Type.Array(LogResult),
    resultName: 'logs',
    handler: ([filterId], context, { filters }) =>
      new JsonText(logTexts(queryLogs(filters.logQuery(filterId as string), context))),
  },
  {
    name: 'eth_uninstallFilter',
    runs: 'writer',
    summary: 'Forgets a filter; false when there was none with this id.',
    params: [id],
    result: Bool,
    resultName: 'removed',
    handler: ([filterId], _context, { filters }) => filters.remove(filterId as string),
  },
];
