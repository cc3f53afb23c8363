/** What can be wrong with the configuration. */
export type ConfigErrorCode =
  | 'invalid-value'
  | 'unknown-key'
  | 'unreadable-file'
  | 'unwritable-file'
  | 'conflict'
  | 'missing'
  | 'unsupported';

/** A setting that cannot be used. The message is one line, names where the setting came from and says what to do. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly code: ConfigErrorCode,
    message: string,
  ) {
    super(message);
  }
}
