import type { ServedMethod } from '../method.ts';
import { NeedsWriterError } from './needsWriter.ts';

/** What routing needs. */
export interface ReaderRouting {
  /** Lets what is read from now on be at least what was committed up to now. */
  refresh(): void;
  /** The writer's result. Rejects with RpcError. */
  ask(method: string, params: readonly unknown[]): Promise<unknown>;
}

/**
 * The method table as a reader process serves it. A row of the reader runs here, on the newest commit; one of the writer
 * is asked there; and a row of the reader that meets something which only the writer has is asked there too: it has
 * changed nothing, so it can begin again.
 */
export function readerMethods(
  methods: readonly ServedMethod[],
  { refresh, ask }: ReaderRouting,
): readonly ServedMethod[] {
  return methods.map((method) => {
    const { name, runs, handler } = method;
    if (runs === 'writer') return { ...method, handler: (params) => ask(name, params) };
    const handOn = (error: unknown, params: readonly unknown[]) => {
      if (error instanceof NeedsWriterError) return ask(name, params);
      throw error;
    };
    return {
      ...method,
      handler(params, context, caller) {
        refresh();
        try {
          const result = handler(params, context, caller);
          return result instanceof Promise ? result.catch((error) => handOn(error, params)) : result;
        } catch (error) {
          return handOn(error, params);
        }
      },
    };
  });
}
