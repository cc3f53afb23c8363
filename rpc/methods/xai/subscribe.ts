import { Type } from '@sinclair/typebox';
import { MODULES, proxyAddress } from '../../../modules/genesis/table.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { logChanges } from '../../filters/headLogs.ts';
import { type Connection, type Method, required } from '../../method.ts';
import { Quantity } from '../../schema/scalar.ts';
import { connectionOf, unsubscribeMethod } from '../subscription.ts';

const GOVERNOR = 'governor';

/** xai_subscribe and xai_unsubscribe, over WebSocket only. */
export const xaiSubscribeMethods: readonly Method[] = [
  {
    name: 'xai_subscribe',
    summary:
      'Announces the logs of the governor (proposals) or of all modules of genesis (moduleEvents) as they come.',
    params: [
      required(
        'kind',
        Type.Union([Type.Literal('proposals'), Type.Literal('moduleEvents')], { title: 'subscription kind' }),
      ),
    ],
    result: Quantity,
    resultName: 'subscriptionId',
    websocketOnly: true,
    handler: ([kind], context, caller) => subscribe(kind === 'proposals', context, connectionOf(caller)),
  },
  unsubscribeMethod('xai'),
];

function subscribe(onlyGovernor: boolean, context: NodeContext, connection: Connection): string {
  const rows = MODULES.filter(({ id }) => !onlyGovernor || id === GOVERNOR);
  const query = {
    ...{ blockHash: undefined, fromBlock: undefined, toBlock: undefined },
    condition: { addresses: rows.map((row) => fromHex(proxyAddress(row))), topics: [] },
  };
  return connection.subscribe(
    (notify) =>
      context.events.onHead((change) => {
        for (const { text } of logChanges(query, change, context)) notify(text);
      }),
    'xai',
  );
}
