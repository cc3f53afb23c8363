/** A file of blocks that cannot be read or written. */
export class BlockFileError extends Error {
  override readonly name = 'BlockFileError';

  constructor(
    readonly code: 'unreadable' | 'malformed' | 'truncated' | 'too-large' | 'unwritable',
    message: string,
  ) {
    super(message);
  }
}
