import type { Log } from '../log.ts';
import type { FrameEntry, FrameExit, Tracer } from './tracer.ts';

type Held =
  | { readonly kind: 'enter'; readonly entry: FrameEntry }
  | { readonly kind: 'exit'; readonly exit: FrameExit }
  | { readonly kind: 'log'; readonly log: Log; readonly depth: number };

/** What a tracer saw of calls, kept until it is known where they belong and whether they had an effect. */
export class HeldFrames {
  readonly #held: Held[] = [];

  /** `keep` hears of each entry how many bytes it holds, and may throw. */
  constructor(private readonly keep: (bytes: number) => void = () => undefined) {}

  readonly tracer: Tracer = {
    onEnter: (entry) => {
      this.keep(entry.input.length);
      const { from, to, input } = entry;
      this.#held.push({
        kind: 'enter',
        entry: { ...entry, from: from.slice(), to: to.slice(), input: input.slice() },
      });
    },
    onExit: (exit) => {
      this.keep(exit.output.length);
      this.#held.push({ kind: 'exit', exit: { ...exit, output: exit.output.slice() } });
    },
    onLog: (log, depth) => {
      this.keep(log.data.length);
      this.#held.push({ kind: 'log', log, depth });
    },
  };

  /** Tells all of it to another tracer, `deeper` frames further inside. */
  release(to: Tracer, deeper: number): void {
    for (const held of this.#held) {
      if (held.kind === 'enter') to.onEnter?.({ ...held.entry, depth: held.entry.depth + deeper });
      else if (held.kind === 'exit') to.onExit?.({ ...held.exit, depth: held.exit.depth + deeper });
      else to.onLog?.(held.log, held.depth + deeper);
    }
  }

  /** Tells it as calls that were taken back although they ended well. */
  releaseReverted(to: Tracer): void {
    const { onExit } = to;
    this.release(
      {
        ...to,
        onExit: (exit) =>
          onExit?.call(to, exit.depth === 0 && exit.halt === undefined ? { ...exit, halt: 'revert' } : exit),
      },
      0,
    );
  }
}
