/** Milliseconds that text may wait for more to come. */
const FLUSH_AFTER = 10;

/** Writes text in larger pieces: a write for every request would cost more than many a request. */
export interface LineWriter {
  write(text: string): void;
  /** Writes what waits. */
  flush(): void;
}

/** A writer to standard output, which flushes at exit too. A reader that goes away (a closed pipe) is no error. */
export function standardOutput(): LineWriter {
  let waiting = '';
  let timer: Timer | undefined;
  process.stdout.on('error', () => undefined);
  const writer: LineWriter = {
    write(text) {
      waiting += text;
      timer ??= setTimeout(writer.flush, FLUSH_AFTER);
    },
    flush() {
      clearTimeout(timer);
      timer = undefined;
      if (waiting !== '') process.stdout.write(waiting);
      waiting = '';
    },
  };
  process.on('exit', writer.flush);
  return writer;
}
