import type { SealedHeader } from '../../../chain/block/header.ts';
import { equalBytes, toHex } from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../../storage/encoding/keccak.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import type { NodeContext } from '../../context.ts';
import { creatorOf } from '../../trace/otterscan.ts';
import { budgetOf, traceTransactions } from '../../trace/run.ts';

/** True for an account with code. */
export function hasCodeIn(state: StateReader, address: Uint8Array): boolean {
  const account = state.account(address);
  return account !== undefined && !equalBytes(account.codeHash, EMPTY_CODE_HASH);
}

/**
 * The transaction that made a contract. The block is found by halving: some block before it has no code there. Of a
 * contract that was made, destroyed and made again it is one of the times. Null where the genesis has the code already,
 * and where no creation put it there (a delegation, a dev command).
 */
export async function findCreator(
  contract: Uint8Array,
  context: NodeContext,
): Promise<{ hash: string; creator: string } | null> {
  const { chain } = context;
  const head = chain.head();
  if (!hasCodeIn(chain.stateAt(head), contract) || hasCodeAt(chain.genesis())) return null;
  let without = 0n;
  let having = head.header.number;
  while (having - without > 1n) {
    const middle = (without + having) / 2n;
    const header = chain.headerByNumber(middle);
    if (header !== undefined && hasCodeAt(header)) having = middle;
    else without = middle;
  }
  const block = having === 0n ? undefined : chain.blockByNumber(having);
  if (block === undefined) return null;
  const traces = await traceTransactions(
    block,
    undefined,
    creatorOf(contract),
    budgetOf({}, context),
    context,
  );
  for (const { index, result } of traces) {
    const transaction = block.transactions[index];
    if (result instanceof Uint8Array && transaction !== undefined) {
      return { hash: toHex(transaction.hash), creator: toHex(result) };
    }
  }
  return null;

  function hasCodeAt(header: SealedHeader): boolean {
    return hasCodeIn(chain.stateAt(header), contract);
  }
}
