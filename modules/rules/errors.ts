/** What is wrong with rules: their form as YAML, what they say, or what they come to as code. */
export type RuleErrorCode = 'yaml' | 'schema' | 'meaning' | 'too-large';

/** Rules that cannot be used; the message begins with line and column, where there is one. */
export class RuleError extends Error {
  override readonly name = 'RuleError';

  constructor(
    readonly code: RuleErrorCode,
    message: string,
    /** both from 1 */
    readonly place?: { readonly line: number; readonly column: number },
  ) {
    super(place === undefined ? message : `${place.line}:${place.column}: ${message}`);
  }
}
