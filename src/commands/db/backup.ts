import { copyStore } from '../../../storage/maintenance/copyStore.ts';
import { storePath } from '../../chainAccess.ts';
import type { CliCommand } from '../../cli/command.ts';
import { requiredDataDir } from '../chainChoice.ts';
import { loggerOf } from '../logging.ts';

/** `xai db backup`: a copy of the chain, of a node that may be running. */
export const dbBackupCommand: CliCommand = {
  name: 'db backup',
  summary: 'copy the chain to another data directory, while a node runs',
  description: `Writes the newest commit to another data directory, without unused pages. A node may run on the chain meanwhile: the copy
is of one moment. It appears when it is whole, and can be started, or kept as it is. Settings and secrets are not copied.`,
  argument: { name: 'directory', description: 'data directory to make' },
  examples: [
    ['xai db backup /backup/2026-11-22 --data-dir /var/lib/xai', 'a copy that "xai start --data-dir" takes'],
  ],

  async run(settings, directory) {
    const logger = loggerOf(settings);
    const bytes = await copyStore(storePath(requiredDataDir(settings)), storePath(directory));
    logger.info({ directory, bytes }, 'backed up');
    return 0;
  },
};
