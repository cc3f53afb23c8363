import { Registry } from 'prom-client';
import { loggedActivity } from '../activity/logged.ts';
import { logStrayErrors } from '../commands/strayErrors.ts';
import { createLogger } from '../logger.ts';
import { type Figures, readerMetrics } from '../metrics/readerMetrics.ts';
import { openReader, type ReaderNode } from './readerNode.ts';
import type { Order, ReaderSettings, Report } from './readerSettings.ts';

/** What a running reader can be asked. */
interface Running {
  readonly node: ReaderNode;
  figures(): Promise<Figures>;
}

/**
 * The life of a reader process: it says hello to the node that started it, is told its settings, answers requests until
 * it is told to stop or gets SIGTERM, and ends at once when the node has gone.
 */
export function runReader(): void {
  let running: Running | undefined;
  let ends = false;

  async function end(): Promise<void> {
    if (ends) return;
    ends = true;
    await running?.node.close();
    process.exit(0);
  }

  async function obey(order: Order): Promise<void> {
    if (order.kind === 'settings') {
      running = await start(order.settings);
      report({ kind: 'ready' });
    } else if (order.kind === 'count') {
      report({ kind: 'figures', figures: (await running?.figures()) ?? [] });
    } else {
      await end();
    }
  }

  process.on('message', (order) => {
    void obey(order as Order).catch((error: Error & { code?: string }) => {
      report({ kind: 'failed', message: error.message, code: error.code });
      process.exit(1);
    });
  });
  process.on('disconnect', () => process.exit(1));
  process.on('SIGTERM', () => void end());
  // Ctrl-C reaches every process of the terminal: the node stops its readers itself, in its order.
  process.on('SIGINT', () => undefined);
  report({ kind: 'hello' });
}

async function start(settings: ReaderSettings): Promise<Running> {
  const logger = createLogger(settings.log).child({ worker: settings.worker });
  logStrayErrors(logger);
  const registry = new Registry();
  const count = settings.counted ? readerMetrics(registry, settings.worker) : undefined;
  const tell = loggedActivity(logger).request;
  const node = await openReader(settings, {
    logger,
    onRequest:
      count === undefined && tell === undefined
        ? undefined
        : (event) => {
            count?.(event);
            tell?.(event);
          },
    onWriterGone() {
      logger.error('the process that makes blocks has gone');
      process.exit(1);
    },
  });
  return { node, figures: async () => (await registry.getMetricsAsJSON()) as Figures };
}

function report(report: Report): void {
  process.send?.(report);
}
