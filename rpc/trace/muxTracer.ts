import { Type } from '@sinclair/typebox';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import type { CollectorFactory } from './collector.ts';
import { readTracerConfig } from './config.ts';

const MuxConfig = Type.Record(Type.String(), Type.Unknown());

/** geth's muxTracer: several tracers over one execution; `tracerConfig` maps their names to their options. */
export function muxTracer(named: (name: string) => CollectorFactory): CollectorFactory {
  return (config, subject, budget) => {
    const collectors = Object.entries(readTracerConfig(MuxConfig, config)).map(
      ([name, options]) => [name, named(name)(options, subject, budget)] as const,
    );
    return {
      hooks: joinTracers(collectors.map(([, collector]) => collector.hooks)),
      result: (outcome) =>
        Object.fromEntries(collectors.map(([name, collector]) => [name, collector.result(outcome)])),
    };
  };
}

/** One tracer that tells many; a hook that none of them has is left out, as engines save work for absent hooks. */
export function joinTracers(tracers: readonly Tracer[]): Tracer {
  const has = (hook: keyof Tracer): boolean => tracers.some((tracer) => tracer[hook] !== undefined);
  const joined: Tracer = {};
  if (has('onEnter')) joined.onEnter = (entry) => tracers.forEach((tracer) => void tracer.onEnter?.(entry));
  if (has('onExit')) joined.onExit = (exit) => tracers.forEach((tracer) => void tracer.onExit?.(exit));
  if (has('onStep')) joined.onStep = (step) => tracers.forEach((tracer) => void tracer.onStep?.(step));
  if (has('onLog'))
    joined.onLog = (log, depth) => tracers.forEach((tracer) => void tracer.onLog?.(log, depth));
  return joined;
}
