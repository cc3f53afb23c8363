/** What can be wrong with what is asked of a contract. */
export type ContractErrorCode =
  | 'bad-arguments'
  | 'bad-abi'
  | 'no-function'
  | 'ambiguous-function'
  | 'no-code'
  | 'mismatch'
  | 'unknown-abi'
  | 'limit';

/** A call, a deployment or a registration that cannot be made. The message names the argument and what it must be. */
export class ContractError extends Error {
  override readonly name = 'ContractError';

  constructor(
    readonly code: ContractErrorCode,
    message: string,
  ) {
    super(message);
  }
}
