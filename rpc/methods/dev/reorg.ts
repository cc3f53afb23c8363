import { Type } from '@sinclair/typebox';
import type { SealedHeader } from '../../../chain/block/header.ts';
import type { CallRequest } from '../../../chain/call/request.ts';
import { decodeTransaction } from '../../../chain/transaction/decode.ts';
import { impersonatedTransaction } from '../../../chain/transaction/sign.ts';
import type { Transaction } from '../../../chain/transaction/transaction.ts';
import { equalBytes, toHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError } from '../../errors.ts';
import { fillTransaction, senderOf } from '../../fillTransaction.ts';
import { optional, required } from '../../method.ts';
import { CallObject } from '../../schema/call.ts';
import { toBytes } from '../../schema/parse.ts';
import { parseCall } from '../../schema/parseCall.ts';
import { Data, LenientQuantity } from '../../schema/scalar.ts';
import { type Command, devMethods } from './command.ts';
import { toDepth } from './snapshot.ts';

/** A transaction, signed or to be filled in, and the number of the new block (from 0) that it goes into. */
const Pair = Type.Tuple([Type.Union([Data, CallObject], { title: 'transaction' }), LenientQuantity]);

/** Transactions that one reorg may bring in. */
const MOST_TRANSACTIONS = 10_000;

const commands: readonly Command[] = [
  {
    names: ['anvil_reorg'],
    summary: 'Replaces the last blocks by as many others, which hold the transactions given.',
    params: [
      required('depth', LenientQuantity),
      optional(
        'transactions',
        Type.Array(Pair, { maxItems: MOST_TRANSACTIONS }),
        '[transaction, block] pairs',
      ),
    ],
    async run([given, pairs], dev, context) {
      const depth = toDepth(given);
      const ancestor = ancestorAt(depth, context);
      const placed = ((pairs ?? []) as [unknown, unknown][])
        .map(([transaction, block]) => ({ transaction, offset: toDepth(block) }))
        .sort((a, b) => a.offset - b.offset);
      const last = placed.at(-1)?.offset ?? 0;
      if (placed.length > 0 && last >= depth) {
        throw new InvalidParamsError(
          `Block number for reorg tx will exceed the reorged chain height. Block number ${last} must not exceed (depth-1) ${depth - 1}`,
        );
      }
      const nonces = new Map<string, bigint>();
      const transactions: { transaction: Transaction; offset: number }[] = [];
      for (const { transaction, offset } of placed) {
        const signed =
          typeof transaction === 'string'
            ? decodeTransaction(toBytes(transaction))
            : await fillIn(parseCall(transaction), ancestor, nonces, context);
        transactions.push({ transaction: signed, offset });
      }
      return dev.reorg(depth, transactions);
    },
  },
];

/** Another history. */
export const devReorgMethods = devMethods(commands);

/** The block that stays. Throws InvalidParamsError with anvil's text. */
function ancestorAt(depth: number, { chain }: NodeContext): SealedHeader {
  const height = chain.head().header.number;
  const ancestor = chain.headerByNumber(height - BigInt(depth));
  if (ancestor !== undefined) return ancestor;
  throw new InvalidParamsError(
    `Reorg depth must not exceed current chain height: current height ${height}, depth ${depth}`,
  );
}

/** A transaction for a block after the ancestor: its sender's next nonce there, counting those filled in before. */
async function fillIn(
  request: CallRequest,
  ancestor: SealedHeader,
  nonces: Map<string, bigint>,
  context: NodeContext,
): Promise<Transaction> {
  const from = senderOf(request, context);
  const key = toHex(from);
  const nonce =
    request.nonce ?? nonces.get(key) ?? context.chain.stateAt(ancestor).account(from)?.nonce ?? 0n;
  nonces.set(key, nonce + 1n);
  const base = { kind: 'block', block: ancestor } as const;
  const gas =
    request.gas ?? (await context.calls.estimateGas({ ...request, from, nonce: undefined }, { base }));
  const filled = await fillTransaction({ ...request, nonce, gas }, from, context);
  const owned = context.wallet.accounts().some((account) => equalBytes(account, from));
  if (!owned && context.dev?.isImpersonated(from) === true) return impersonatedTransaction(filled, from);
  return context.wallet.signTransaction(filled);
}
