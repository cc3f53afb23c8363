import { encodeBlock } from '../../chain/block/blockCodec.ts';
import { type Progress, startProgress } from '../blockfile/progress.ts';
import { writeBlockFile } from '../blockfile/write.ts';
import { type OpenChain, openChain } from '../chainAccess.ts';
import type { CliCommand } from '../cli/command.ts';
import { ConfigError } from '../config/errors.ts';
import type { Settings } from '../config/options.ts';
import { requiredDataDir } from './chainChoice.ts';
import { loggerOf } from './logging.ts';

/** `xai export`: blocks to a file. */
export const exportCommand: CliCommand = {
  name: 'export',
  summary: 'write blocks to a file',
  description: `Writes the canonical blocks to a file, one encoded block (RLP) after the other, as geth does; gzipped when the name ends
in .gz. A node may run on the same data directory meanwhile. The file appears when it is whole.`,
  examples: [
    ['xai export blocks.rlp.gz --data-dir ./data', 'every block from the first to the head'],
    ['xai export part.rlp --data-dir ./data --first 1000 --last 1999', 'a thousand blocks'],
  ],
  argument: { name: 'file', description: 'file to write; gzipped when it ends in .gz' },

  async run(settings, file) {
    const logger = loggerOf(settings);
    const opened = await openChain({ dataDir: requiredDataDir(settings), readOnly: true });
    try {
      const { first, last } = rangeOf(settings, opened.chain.head().header.number);
      const progress = startProgress(Number(last - first) + 1, 'exported', logger);
      await writeBlockFile(file, encodedBlocks(opened, first, last, progress)).finally(() => progress.stop());
      logger.info({ first: first.toString(), last: last.toString(), file }, 'exported');
      return 0;
    } finally {
      await opened.close();
    }
  },
};

function rangeOf({ first = 0n, last }: Settings, head: bigint): { first: bigint; last: bigint } {
  if (last !== undefined && last > head) {
    throw new ConfigError('invalid-value', `--last ${last}: the newest block is ${head}`);
  }
  const end = last ?? head;
  if (first > end) throw new ConfigError('invalid-value', `--first ${first}: must be at most ${end}`);
  return { first, last: end };
}

function* encodedBlocks(
  { chain }: OpenChain,
  first: bigint,
  last: bigint,
  progress: Progress,
): Generator<Uint8Array> {
  for (let number = first; number <= last; number++) {
    const block = chain.blockByNumber(number);
    if (block === undefined) throw new Error(`block ${number} is below the head and missing`);
    progress.update(Number(number - first) + 1, number, 1);
    yield encodeBlock(block);
  }
}
