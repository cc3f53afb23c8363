import type { Block } from '../../../chain/block/block.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { formatBlock } from '../../format/block.ts';
import { revertReason } from '../../revertReason.ts';

/** A block as anvil_mine_detailed shows it: whole transactions, each with what it returned or why it reverted. */
export async function formatMinedBlock(block: Block, context: NodeContext): Promise<object> {
  const outputs: { readonly output: string; readonly revertReason?: string }[] = [];
  if (block.transactions.length > 0) {
    await context.calls.replayBlock(block, {
      last: block.transactions.length - 1,
      tracerFor: () => undefined,
      onDone(_index, _transaction, { result }) {
        const reason = result.halt === 'revert' ? revertReason(result.returnData) : undefined;
        const output = toHex(result.returnData);
        outputs.push(reason === undefined ? { output } : { revertReason: reason, output });
      },
    });
  }
  const json = formatBlock(block, { fullTransactions: true, pending: false, size: undefined });
  const transactions = json.transactions.map((transaction, index) =>
    Object.assign({}, transaction, outputs[index]),
  );
  return { ...json, transactions };
}
