/** Exit status of a command line that cannot be understood or whose settings cannot be used. */
export const STATUS_OF_MISUSE = 2;

/**
 * What is printed of an error that ends the program: one line where the error is one of ours or the system's (both carry
 * a code), with its stack where it is a fault of the program.
 */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${String(error)}\n`;
  const expected = 'code' in error && typeof error.code === 'string';
  if (!expected) return `error: ${error.stack ?? error.message}\n`;
  return `error: ${isUnfitAddress(error) ? 'is --host an address of this machine? ' : ''}${error.message}\n`;
}

/** Of an address that cannot be listened on the system says little more than that; a port that is taken is told well. */
function isUnfitAddress(error: Error): boolean {
  const { code, syscall } = error as { code?: unknown; syscall?: unknown };
  return syscall === 'listen' && code !== 'EADDRINUSE';
}
