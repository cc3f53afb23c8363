import type { Logger } from '../logger.ts';

/** Milliseconds between two log lines where there is no terminal. */
const LOG_INTERVAL = 5000;

/** Shows how far a long piece of work has come. */
export interface Progress {
  /** `done` of the total (bytes or blocks) in all, at block `block`, after `count` more blocks. */
  update(done: number, block: bigint, count: number): void;
  stop(): void;
}

/**
 * A progress bar with rate and time left on a terminal; a log line now and then elsewhere.
 * @param total what `done` counts up to
 * @param verb what is done to the blocks, as "imported"
 */
export function startProgress(total: number, verb: string, logger: Logger): Progress {
  const started = Date.now();
  let blocks = 0;
  const rate = () => Math.round(blocks / Math.max(0.001, (Date.now() - started) / 1000));

  if (process.stderr.isTTY) {
    const { Presets, SingleBar } = require('cli-progress') as typeof import('cli-progress');
    const format = `{bar} {percentage} % | ${verb} block {block} | {rate} blocks/s | {eta_formatted} left`;
    const bar = new SingleBar(
      { format, stream: process.stderr, fps: 5, etaBuffer: 50 },
      Presets.shades_classic,
    );
    bar.start(total, 0, { block: '-', rate: 0 });
    return {
      update(done, block, count) {
        blocks += count;
        bar.update(done, { block: block.toString(), rate: rate() });
      },
      stop: () => bar.stop(),
    };
  }

  let nextLine = started + LOG_INTERVAL;
  return {
    update(done, block, count) {
      blocks += count;
      const now = Date.now();
      if (now < nextLine) return;
      nextLine = now + LOG_INTERVAL;
      const secondsLeft = done === 0 ? undefined : Math.round(((now - started) / 1000) * (total / done - 1));
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
      logger.info(
        { block: block.toString(), percent, blocksPerSecond: rate(), secondsLeft },
        `${verb} blocks`,
      );
    },
    stop: () => undefined,
  };
}
