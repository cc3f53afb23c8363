import { type Static, type TSchema, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { TraceError } from './errors.ts';
import { type StructLoggerConfig, StructLoggerOptions } from './structLogger.ts';

/** geth's TraceConfig: which tracer, its own options, and those of the struct logger. */
export const TraceOptions = Type.Object({
  ...StructLoggerOptions,
  tracer: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  /** Go's duration: `300ms`, `5s`, `1m30s` */
  timeout: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  tracerConfig: Type.Optional(Type.Unknown()),
});

/** The options, read. */
export interface TraceConfig extends StructLoggerConfig {
  readonly tracer?: string | null | undefined;
  readonly timeout?: string | null | undefined;
  readonly tracerConfig?: unknown;
}

/** A tracer's own options, checked. Throws TraceError 'bad-config'. */
export function readTracerConfig<T extends TSchema>(schema: T, config: unknown): Static<T> {
  const given: unknown = config ?? {};
  if (Value.Check(schema, given)) return given;
  const first = Value.Errors(schema, given).First();
  throw new TraceError(
    'bad-config',
    `invalid tracerConfig: ${first?.path ?? ''} ${first?.message ?? ''}`.trim(),
  );
}

/** Milliseconds in Go's units of time. */
const UNITS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1e3,
  m: 6e4,
  h: 3.6e6,
};

/** Milliseconds of a duration in Go's form. Throws TraceError 'bad-config' with Go's words. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/([0-9]*\.?[0-9]+)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.map(([part]) => part).join('') !== text || parts.length === 0) {
    if (text === '0') return 0;
    throw new TraceError('bad-config', `time: invalid duration ${JSON.stringify(text)}`);
  }
  return parts.reduce((sum, [, count, unit]) => sum + Number(count) * (UNITS[unit ?? ''] ?? 0), 0);
}
