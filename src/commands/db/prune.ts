import { Store } from '../../../storage/store.ts';
import { startProgress } from '../../blockfile/progress.ts';
import { storePath } from '../../chainAccess.ts';
import type { CliCommand } from '../../cli/command.ts';
import { DEFAULT_KEPT } from '../../config/pruning.ts';
import { requiredDataDir } from '../chainChoice.ts';
import { loggerOf } from '../logging.ts';

/** Former values that are forgotten in one transaction. */
const STEP = 20_000;

/** `xai db prune`: an archive becomes a full node. */
export const dbPruneCommand: CliCommand = {
  name: 'db prune',
  summary: 'forget the states of old blocks',
  description: `Forgets the states of all but the last blocks, as "xai start --prune full" does while it runs, but all at once. Blocks, receipts
and logs stay. No node may run on the directory. Interrupted, it goes on where it stopped when it is run again. The room that
becomes free is used again by the node; "xai db compact" gives it back to the disk.`,
  examples: [
    ['xai db prune --data-dir ./data', `keeps the states of ${DEFAULT_KEPT} blocks`],
    ['xai db prune --data-dir ./data --prune-blocks 90000', ''],
  ],

  async run(settings) {
    const logger = loggerOf(settings);
    const keep = settings.pruneBlocks ?? DEFAULT_KEPT;
    const store = Store.open({ path: storePath(requiredDataDir(settings)), durable: true });
    const before = store.oldestState();
    const total = Number(store.head()?.number ?? 0n) - keep - Number(before);
    const progress = startProgress(Math.max(0, total), 'pruned', logger);
    try {
      for (let more = true, last = before; more; last = store.oldestState()) {
        more = store.prune(keep, STEP);
        const oldest = store.oldestState();
        progress.update(Number(oldest - before), oldest, Number(oldest - last));
        // A signal is heard between two steps.
        await Bun.sleep(0);
      }
    } finally {
      progress.stop();
      const oldest = store.oldestState();
      logger.info(
        { oldestState: oldest.toString(), forgotten: (oldest - before).toString() },
        'states are kept from this block on',
      );
      await store.close();
    }
    return 0;
  },
};
