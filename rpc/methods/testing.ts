import { type Static, Type } from '@sinclair/typebox';
import { decodeTransaction } from '../../chain/transaction/decode.ts';
import { headerAt } from '../blockTag.ts';
import { formatBuiltPayload } from '../format/payload.ts';
import { type Method, optional, required } from '../method.ts';
import { Attributes, Envelope, parseAttributes } from '../schema/engine.ts';
import { toBytes, toOptionalBytes } from '../schema/parse.ts';
import { Data, Hash32 } from '../schema/scalar.ts';

/** testing_*: what conformance suites call; nothing here changes the chain. */
export const testingMethods: readonly Method[] = [
  {
    name: 'testing_buildBlockV1',
    summary:
      'Makes a block of exactly these transactions (null: of the pool) on a canonical block, as engine_getPayload shows it, and keeps nothing.',
    params: [
      required('parentBlockHash', Hash32),
      required('payloadAttributes', Attributes),
      optional('transactions', Type.Array(Data)),
      optional('extraData', Data, 'none unless given'),
    ],
    result: Envelope,
    resultName: 'payload',
    handler: async ([parent, attributes, transactions, extraData], { chain, payloads }) => {
      const built = await payloads.buildOnce(
        headerAt(parent, chain),
        parseAttributes(attributes as Static<typeof Attributes>, 3),
        {
          transactions: (transactions as string[] | undefined)?.map((raw) => decodeTransaction(toBytes(raw))),
          extraData: toOptionalBytes(extraData) ?? new Uint8Array(0),
        },
      );
      return formatBuiltPayload(built, 5);
    },
  },
];
