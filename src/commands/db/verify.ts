import type { SealedHeader } from '../../../chain/block/header.ts';
import { hashHeader } from '../../../chain/block/headerCodec.ts';
import { receiptFields, transactionsRoot, withdrawalsRoot } from '../../../chain/building/roots.ts';
import type { Blockchain } from '../../../chain/canonical/blockchain.ts';
import { equalBytes, toHex } from '../../../storage/encoding/bytes.ts';
import type { Store } from '../../../storage/store.ts';
import { startProgress } from '../../blockfile/progress.ts';
import { openChain } from '../../chainAccess.ts';
import type { CliCommand } from '../../cli/command.ts';
import { requiredDataDir } from '../chainChoice.ts';
import { loggerOf } from '../logging.ts';

/** `xai db verify`: whether what is on disk is what its hashes say. */
export const dbVerifyCommand: CliCommand = {
  name: 'db verify',
  summary: 'check every stored block against its hashes',
  description: `Reads every block: its hash, its parent's, the roots of its transactions, withdrawals and receipts, its bloom and gas.
Then the state at the head: every node of its tries against its hash, every account, slot and code against its leaf, and that
the former values of the blocks whose states are kept are there. Nothing is executed: "xai export" and "xai import" into another
directory do that. A node may run on the directory meanwhile.`,
  examples: [
    ['xai db verify --data-dir ./data', 'every block'],
    ['xai db verify --data-dir ./data --first 1000000', 'the newer ones'],
  ],

  async run(settings) {
    const logger = loggerOf(settings);
    const { store, chain, close } = await openChain({ dataDir: requiredDataDir(settings), readOnly: true });
    const head = chain.head().header.number;
    const first = settings.first ?? 0n;
    const last = settings.last ?? head;
    const oldestState = store.oldestState().toString();
    const progress = startProgress(Number(last - first) + 1, 'verified', logger);
    try {
      for (let number = first; number <= last; number++) {
        const fault = faultOf(chain, number);
        if (fault !== undefined) {
          progress.stop();
          logger.error(
            { block: number.toString(), fault },
            'the store is damaged: restore a backup, or import the blocks again',
          );
          return 1;
        }
        progress.update(Number(number - first) + 1, number, 1);
      }
      const fault = faultOfState(store, chain.head());
      if (fault !== undefined) {
        logger.error({ fault }, 'the state is damaged: restore a backup, or import the blocks again');
        return 1;
      }
    } finally {
      progress.stop();
      await close();
    }
    const range = { first: first.toString(), last: last.toString() };
    logger.info({ ...range, oldestState }, 'every block and the state are what their hashes say');
    return 0;
  },
};

/** What is wrong with the state at the head; undefined: nothing. */
function faultOfState(store: Store, { header }: SealedHeader): string | undefined {
  const fault = store.fault();
  if (fault !== undefined) return fault;
  const { root } = store.proof(header.number, new Uint8Array(20), []);
  return equalBytes(root, header.stateRoot) ? undefined : "the state's root is not the one in the header";
}

/** What is wrong with a stored block; undefined: nothing. */
function faultOf(chain: Blockchain, number: bigint): string | undefined {
  const block = chain.blockByNumber(number);
  if (block === undefined) return 'it is missing';
  const { header, hash, transactions, withdrawals } = block;
  if (header.number !== number) return `its header says ${header.number}`;
  if (!equalBytes(hashHeader(header), hash)) return `its header does not have the hash ${toHex(hash)}`;
  const parent = number === 0n ? undefined : chain.headerByNumber(number - 1n);
  if (parent !== undefined && !equalBytes(parent.hash, header.parentHash))
    return 'its parent is another block';
  if (!equalBytes(transactionsRoot(transactions), header.transactionsRoot))
    return 'its transactions are others';
  if (withdrawals !== undefined && header.withdrawalsRoot !== undefined) {
    if (!equalBytes(withdrawalsRoot(withdrawals), header.withdrawalsRoot))
      return 'its withdrawals are others';
  }
  if (number === 0n) return undefined;
  const receipts = chain.receipts(hash);
  if (receipts === undefined) return 'its receipts are missing';
  const { receiptsRoot, logsBloom, gasUsed } = receiptFields(receipts);
  if (!equalBytes(receiptsRoot, header.receiptsRoot)) return 'its receipts are others';
  if (!equalBytes(logsBloom, header.logsBloom)) return 'its bloom does not fit its logs';
  return gasUsed === header.gasUsed ? undefined : `its receipts add up to ${gasUsed} gas`;
}
