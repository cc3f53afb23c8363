import type { Block } from '../../chain/block/block.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { Method } from '../method.ts';
import { Quantity } from '../schema/scalar.ts';
import type { News } from '../workers/news.ts';
import { connectionOf } from './subscription.ts';

/** workers_*: between the writer and its reader processes, on the socket that they alone can open. */
export const workersMethods: readonly Method[] = [
  {
    name: 'workers_follow',
    summary: 'Announces every change of the head and every transaction that comes into the pool.',
    params: [],
    result: Quantity,
    resultName: 'subscriptionId',
    websocketOnly: true,
    handler: (_params, { events }, caller) =>
      connectionOf(caller).subscribe((notify) => {
        const tell = (news: News) => notify(JSON.stringify(news));
        const stops = [
          events.onHead(({ added, removed }) =>
            tell({ kind: 'head', added: hashesOf(added), removed: hashesOf(removed) }),
          ),
          events.onPendingTransaction(({ raw, hash, sender }) =>
            tell({ kind: 'transaction', raw: toHex(raw), hash: toHex(hash), sender: toHex(sender) }),
          ),
        ];
        return () => {
          for (const stop of stops) stop();
        };
      }, 'workers'),
  },
];

const hashesOf = (blocks: readonly Block[]): string[] => blocks.map(({ hash }) => toHex(hash));
