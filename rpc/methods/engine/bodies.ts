import { Type } from '@sinclair/typebox';
import type { Block } from '../../../chain/block/block.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError, TooLargeRequestError } from '../../errors.ts';
import { formatWithdrawal } from '../../format/withdrawal.ts';
import { type Method, required } from '../../method.ts';
import { Withdrawal } from '../../schema/block.ts';
import { toBytes, toQuantity } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Data, Hash32, Quantity64 } from '../../schema/scalar.ts';

/** Bodies in one answer (Engine API, Shanghai). */
const LIMIT = 1024;

const BODY = { transactions: Type.Array(Data), withdrawals: orNull(Type.Array(Withdrawal)) };

/** The forms of a body: from the second on with a block access list, which no block executed here has (EIP-7928). */
const VERSIONS = [
  { version: 1, body: Type.Object(BODY, { title: 'payloadBody' }), more: {} },
  {
    version: 2,
    body: Type.Object({ ...BODY, blockAccessList: orNull(Data) }, { title: 'payloadBodyWithAccessList' }),
    more: { blockAccessList: null },
  },
];

/** engine_getPayloadBodies*: what a consensus client does not keep itself. */
export const payloadBodyMethods: readonly Method[] = VERSIONS.flatMap(({ version, body, more }) => [
  {
    name: `engine_getPayloadBodiesByHashV${version}`,
    summary: 'Transactions and withdrawals of blocks, null for those that are not known.',
    params: [required('hashes', Type.Array(Hash32))],
    result: Type.Array(orNull(body)),
    resultName: 'bodies',
    handler: ([hashes], { chain }: NodeContext) => {
      const wanted = hashes as string[];
      bound(BigInt(wanted.length));
      return wanted.map((hash) => formatBody(chain.blockByHash(toBytes(hash)), more));
    },
  },
  {
    name: `engine_getPayloadBodiesByRangeV${version}`,
    summary: 'Transactions and withdrawals of canonical blocks from a number on, up to the head at most.',
    params: [required('start', Quantity64), required('count', Quantity64)],
    result: Type.Array(orNull(body)),
    resultName: 'bodies',
    handler: ([from, length], { chain }: NodeContext) => {
      const start = toQuantity(from);
      const count = toQuantity(length);
      if (start < 1n || count < 1n) throw new InvalidParamsError('start and count begin at 1');
      bound(count);
      const bodies: ReturnType<typeof formatBody>[] = [];
      const head = chain.head().header.number;
      for (let number = start; number < start + count && number <= head; number++) {
        bodies.push(formatBody(chain.blockByNumber(number), more));
      }
      return bodies;
    },
  },
]) satisfies readonly Method[];

function bound(count: bigint): void {
  if (count > LIMIT) throw new TooLargeRequestError(`${count} bodies, the limit is ${LIMIT}`);
}

function formatBody(block: Block | undefined, more: object) {
  if (block === undefined) return null;
  return {
    transactions: block.transactions.map(({ raw }) => toHex(raw)),
    withdrawals: block.withdrawals?.map(formatWithdrawal) ?? null,
    ...more,
  };
}
