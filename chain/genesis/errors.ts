/** Why a genesis document was refused. */
export type GenesisErrorCode =
  | 'not-json'
  | 'missing'
  | 'unknown-key'
  | 'bad-value'
  | 'fork-order'
  | 'unsupported';

/** A genesis document that cannot be used. The message begins with the path of the field. */
export class GenesisError extends Error {
  override readonly name = 'GenesisError';
  constructor(
    readonly code: GenesisErrorCode,
    path: string,
    problem: string,
  ) {
    super(`${path}: ${problem}`);
  }
}
