/** What can be wrong with a module's project or with what is asked of it. */
export type ModuleToolErrorCode =
  | 'bad-name'
  | 'exists'
  | 'no-project'
  | 'bad-project'
  | 'no-compiler'
  | 'compile'
  | 'not-a-module'
  | 'bad-proposal'
  | 'refused';

/** A command about modules cannot go on. The message is what its user reads: what is wrong, where, and what to do. */
export class ModuleToolError extends Error {
  override readonly name = 'ModuleToolError';

  constructor(
    readonly code: ModuleToolErrorCode,
    message: string,
  ) {
    super(message);
  }
}
