import { copyStore } from '../../../storage/maintenance/copyStore.ts';
import { storePath } from '../../chainAccess.ts';
import type { CliCommand } from '../../cli/command.ts';
import { requiredDataDir } from '../chainChoice.ts';
import { loggerOf } from '../logging.ts';

/** `xai db restore`: a backup becomes a data directory again. */
export const dbRestoreCommand: CliCommand = {
  name: 'db restore',
  summary: 'copy a backup to a data directory without a chain',
  description: `Copies a backup to the data directory, which must have no chain yet, and leaves the backup as it is.`,
  argument: { name: 'backup', description: 'directory that "xai db backup" made' },
  examples: [['xai db restore /backup/2026-11-22 --data-dir /var/lib/xai', '']],

  async run(settings, backup) {
    const logger = loggerOf(settings);
    const dataDir = requiredDataDir(settings);
    const bytes = await copyStore(storePath(backup), storePath(dataDir));
    logger.info({ dataDir, bytes }, 'restored');
    return 0;
  },
};
