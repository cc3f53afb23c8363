/** What can be wrong with an account's key, its file or its password. */
export type AccountErrorCode =
  | 'bad-key'
  | 'bad-password'
  | 'no-password'
  | 'bad-file'
  | 'unknown-account'
  | 'ambiguous-account'
  | 'exists';

/** A command about accounts cannot go on. The message says what to do and never holds a key or a password. */
export class AccountError extends Error {
  override readonly name = 'AccountError';

  constructor(
    readonly code: AccountErrorCode,
    message: string,
  ) {
    super(message);
  }
}
