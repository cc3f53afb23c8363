import { SenderThread } from '../../chain/block/senderThread.ts';
import { blockBatches } from '../blockfile/batches.ts';
import { startProgress } from '../blockfile/progress.ts';
import { openBlockFile } from '../blockfile/read.ts';
import { openChain } from '../chainAccess.ts';
import type { CliCommand } from '../cli/command.ts';
import { keptStates } from '../config/pruning.ts';
import { requiredDataDir } from './chainChoice.ts';
import { loggerOf } from './logging.ts';

/** `xai import`: blocks from a file. */
export const importCommand: CliCommand = {
  name: 'import',
  summary: 'read blocks from a file, checking everything',
  description: `Reads blocks that "xai export" or geth wrote, executes every transaction again and checks every root before a block is
kept. The data directory must hold the same chain's first block (xai init). Blocks that are there already are skipped, so an
interrupted import goes on where it stopped when it is run again.`,
  examples: [
    ['xai init --genesis genesis.json --data-dir ./copy', 'the first block'],
    ['xai import blocks.rlp.gz --data-dir ./copy', 'the others'],
  ],
  argument: { name: 'file', description: 'file to read; gunzipped when it ends in .gz' },

  async run(settings, file) {
    const logger = loggerOf(settings);
    const source = openBlockFile(file);
    const opened = await openChain({
      dataDir: requiredDataDir(settings),
      execution: { engine: settings.engine, compile: settings.engineCompile },
      keepStates: keptStates(settings),
    });
    const stop = stopOnSignal();
    const senders = new SenderThread();
    const progress = startProgress(source.size, 'imported', logger);
    const counts = { imported: 0, known: 0 };
    try {
      for await (const batch of blockBatches(source.blocks(), file, senders)) {
        const imported = await opened.chain.importBlocks(batch);
        counts.imported += imported;
        counts.known += batch.length - imported;
        progress.update(source.bytesRead(), batch.at(-1)?.header.number ?? 0n, batch.length);
        if (stop.asked) break;
      }
    } finally {
      progress.stop();
      stop.forget();
      senders.close();
      const head = opened.chain.head().header.number.toString();
      logger.info({ ...counts, head }, stop.asked ? 'interrupted' : 'imported');
      await opened.close();
    }
    return stop.asked ? 130 : 0;
  },
};

/** Ctrl-C ends an import after the block at hand. */
function stopOnSignal(): { readonly asked: boolean; forget(): void } {
  const state = { asked: false };
  const onSignal = () => {
    state.asked = true;
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    get asked() {
      return state.asked;
    },
    forget() {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
