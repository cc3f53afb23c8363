import { statSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { Store } from '../../../storage/store.ts';
import { storePath } from '../../chainAccess.ts';
import type { CliCommand } from '../../cli/command.ts';
import { requiredDataDir } from '../chainChoice.ts';

const MEBIBYTE = 1024 * 1024;

/** `xai db stats`: what is in a data directory. */
export const dbStatsCommand: CliCommand = {
  name: 'db stats',
  summary: 'tell what is in a data directory',
  description: `Tells the head of the chain, the oldest state that is kept, and how many entries and bytes each database has. A node may
run on the directory meanwhile.`,
  examples: [['xai db stats --data-dir ./data', 'a table of the databases']],

  async run(settings) {
    const path = storePath(requiredDataDir(settings));
    const store = Store.open({ path, durable: true, readOnly: true });
    try {
      const head = store.blocks.head();
      const file = statSync(join(path, 'data.mdb')).size;
      const rows = store
        .stats()
        .map(({ database, entries, bytes }) => [database, `${entries}`, mebibytes(bytes)]);
      process.stdout.write(`head          ${head === undefined ? 'none' : `${head.number} ${toHex(head.hash)}`}
oldest state  ${store.oldestState()}
file          ${mebibytes(file)} MiB

${table([['database', 'entries', 'MiB'], ...rows])}`);
      return 0;
    } finally {
      await store.close();
    }
  },
};

function mebibytes(bytes: number): string {
  return (bytes / MEBIBYTE).toFixed(1);
}

function table(rows: readonly (readonly string[])[]): string {
  return rows
    .map(
      ([name = '', entries = '', size = '']) =>
        `${name.padEnd(12)}${entries.padStart(14)}${size.padStart(12)}\n`,
    )
    .join('');
}
