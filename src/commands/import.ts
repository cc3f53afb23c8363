import type { Block } from '../../chain/block/block.ts';
import { decodeBlock } from '../../chain/block/blockCodec.ts';
import { DecodeError } from '../../chain/rlp/errors.ts';
import { BlockFileError } from '../blockfile/errors.ts';
import { startProgress } from '../blockfile/progress.ts';
import { openBlockFile } from '../blockfile/read.ts';
import { openChain } from '../chainAccess.ts';
import type { CliCommand } from '../cli/command.ts';
import { keptStates } from '../config/pruning.ts';
import { requiredDataDir } from './chainChoice.ts';
import { loggerOf } from './logging.ts';

/** Blocks, and bytes of them, that are executed before they are committed together. */
const BATCH_BLOCKS = 256;
const BATCH_BYTES = 8 * 1024 * 1024;

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
    const progress = startProgress(source.size, 'imported', logger);
    const counts = { imported: 0, known: 0 };
    try {
      for await (const batch of batches(source.blocks(), file)) {
        const imported = await opened.chain.importBlocks(batch);
        counts.imported += imported;
        counts.known += batch.length - imported;
        progress.update(source.bytesRead(), batch.at(-1)?.header.number ?? 0n, batch.length);
        if (stop.asked) break;
      }
    } finally {
      progress.stop();
      stop.forget();
      const head = opened.chain.head().header.number.toString();
      logger.info({ ...counts, head }, stop.asked ? 'interrupted' : 'imported');
      await opened.close();
    }
    return stop.asked ? 130 : 0;
  },
};

/** Decodes blocks and groups them: a batch is one commit, and what an interruption may cost. */
async function* batches(encodedBlocks: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Block[]> {
  let batch: Block[] = [];
  let bytes = 0;
  let place = 0;
  try {
    for await (const encoded of encodedBlocks) {
      batch.push(decode(encoded, file, place++));
      bytes += encoded.length;
      if (batch.length < BATCH_BLOCKS && bytes < BATCH_BYTES) continue;
      yield batch;
      batch = [];
      bytes = 0;
    }
  } catch (error) {
    // What stands before the fault in the file is good until execution says otherwise.
    if (batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}

function decode(encoded: Uint8Array, file: string, place: number): Block {
  try {
    return decodeBlock(encoded);
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    throw new BlockFileError('malformed', `${file}: block ${place} of the file: ${error.message}`);
  }
}

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
