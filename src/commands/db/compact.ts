import { compactStore } from '../../../storage/maintenance/copyStore.ts';
import { storePath } from '../../chainAccess.ts';
import type { CliCommand } from '../../cli/command.ts';
import { requiredDataDir } from '../chainChoice.ts';
import { loggerOf } from '../logging.ts';

/** `xai db compact`: gives unused pages back to the disk. */
export const dbCompactCommand: CliCommand = {
  name: 'db compact',
  summary: 'write the store anew without unused pages',
  description: `Writes the store anew in its place, without the pages that it no longer uses. No node may run on it, and the disk needs room
for the copy. Killed at any moment it leaves the former store or the new one.`,
  examples: [['xai db compact --data-dir ./data', '']],

  async run(settings) {
    const logger = loggerOf(settings);
    const { before, after } = await compactStore(storePath(requiredDataDir(settings)));
    logger.info({ before, after }, 'compacted');
    return 0;
  },
};
