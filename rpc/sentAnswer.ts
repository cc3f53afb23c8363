import { toHex } from '../storage/encoding/bytes.ts';
import type { NodeContext } from './context.ts';
import { haltError, type RpcError } from './errors.ts';

/**
 * The answer to who has sent a transaction: its hash. Where failures are to be thrown, one that is in a block already and
 * failed there is answered as a call that fails is.
 *
 * The error's data is a string. Hardhat's node wraps it ({ message, txHash, data }), but then waffle's `revertedWith` looks
 * for its reason in Hardhat's wording of the message; a string it decodes, as all others do that take such an object.
 */
export async function sentAnswer(hash: Uint8Array, context: NodeContext): Promise<string> {
  const failure = context.options.throwOnFailure ? await failureOf(hash, context) : undefined;
  if (failure !== undefined) throw failure;
  return toHex(hash);
}

/** Undefined where the transaction waits, or has succeeded. Receipts do not keep why one failed: it runs again. */
async function failureOf(hash: Uint8Array, { chain, calls }: NodeContext): Promise<RpcError | undefined> {
  const mined = chain.transaction(hash);
  if (mined === undefined) return undefined;
  const { index } = mined;
  const { hash: blockHash } = mined.block;
  // Before Byzantium receipts have no status, and running it again tells that too.
  if (chain.receipt(blockHash, index)?.receipt.succeeded === true) return undefined;
  const block = chain.blockByHash(blockHash);
  if (block === undefined) return undefined;
  const failures: RpcError[] = [];
  await calls.replayBlock(block, {
    first: index,
    last: index,
    tracerFor: () => undefined,
    onDone(_index, _transaction, { result: { halt, returnData } }) {
      if (halt !== undefined) failures.push(haltError(halt, returnData, true));
    },
  });
  return failures[0];
}
