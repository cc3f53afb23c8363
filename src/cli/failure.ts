/** Exit status of a command line that cannot be understood or whose settings cannot be used. */
export const STATUS_OF_MISUSE = 2;

/**
 * What is printed of an error that ends the program: one line where the error is one of ours or the system's (both carry
 * a code), with its stack where it is a fault of the program.
 */
export function failureText(error: unknown): string {
  if (!(error instanceof Error)) return `error: ${String(error)}\n`;
  const expected = 'code' in error && typeof error.code === 'string';
  return expected ? `error: ${error.message}\n` : `error: ${error.stack ?? error.message}\n`;
}
