import type { TraceBudget } from './budget.ts';
import { createCallTracer } from './callTracer.ts';
import type { CollectorFactory, TraceCollector, TraceSubject } from './collector.ts';
import type { TraceConfig } from './config.ts';
import { TraceError } from './errors.ts';
import { createFlatCallTracer } from './flatCallTracer.ts';
import { createFourByteTracer } from './fourByteTracer.ts';
import { muxTracer } from './muxTracer.ts';
import { createPrestateTracer } from './prestateTracer.ts';
import { createStructLogger } from './structLogger.ts';

/** The tracers by geth's names. */
const TRACERS: ReadonlyMap<string, CollectorFactory> = new Map([
  ['callTracer', createCallTracer],
  ['flatCallTracer', createFlatCallTracer],
  ['prestateTracer', createPrestateTracer],
  ['4byteTracer', createFourByteTracer],
  ['noopTracer', () => ({ hooks: {}, result: () => ({}) })],
  ['muxTracer', muxTracer(namedTracer)],
]);

function namedTracer(name: string): CollectorFactory {
  const factory = TRACERS.get(name);
  if (factory === undefined) {
    // geth would run the name as JavaScript; this node runs nobody's code.
    throw new TraceError(
      'bad-config',
      `unknown tracer ${JSON.stringify(name.slice(0, 64))}: JavaScript tracers are not supported`,
    );
  }
  return factory;
}

/** The collector that the options ask for: the struct logger unless a tracer is named. Throws TraceError 'bad-config'. */
export function createCollector(
  config: TraceConfig,
  subject: TraceSubject,
  budget: TraceBudget,
): TraceCollector {
  if (config.tracer === undefined || config.tracer === null || config.tracer === '') {
    return createStructLogger(config, subject.state, budget);
  }
  return namedTracer(config.tracer)(config.tracerConfig, subject, budget);
}
