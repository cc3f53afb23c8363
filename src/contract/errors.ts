/** What can be wrong with an artifact, a sender or a transaction of `xai contract`. */
export type ContractToolErrorCode =
  | 'no-artifact'
  | 'bad-artifact'
  | 'ambiguous-artifact'
  | 'no-code'
  | 'unlinked'
  | 'bad-library'
  | 'no-sender'
  | 'no-address'
  | 'reverted'
  | 'declined'
  | 'not-mined';

/** A command about contracts cannot go on. The message is what its user reads: what is wrong, where, and what to do. */
export class ContractToolError extends Error {
  override readonly name = 'ContractToolError';

  constructor(
    readonly code: ContractToolErrorCode,
    message: string,
  ) {
    super(message);
  }
}
