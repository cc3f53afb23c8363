/** What is wrong with the modules that a genesis asks for. */
export type ModuleGenesisErrorCode =
  | 'unknown-preset'
  | 'unknown-module'
  | 'bad-choice'
  | 'no-holder'
  | 'initializer-failed';

/** Modules that cannot be put into a genesis as they are asked for. */
export class ModuleGenesisError extends Error {
  constructor(
    readonly code: ModuleGenesisErrorCode,
    message: string,
  ) {
    super(message);
    this.name = 'ModuleGenesisError';
  }
}
