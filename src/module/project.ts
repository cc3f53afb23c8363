import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { ModuleToolError } from './errors.ts';

/** The file that makes a folder a module's project. */
export const PROJECT_FILE = 'xai-module.json';

/** xai-module.json: what the commands know of a module. */
export const ModuleProject = Type.Object(
  {
    /** name of the contract, and of its artifact */
    contract: Type.String({ pattern: '^[A-Z][A-Za-z0-9]{1,62}$' }),
    /** where it is, from the project's folder */
    source: Type.String({ minLength: 1 }),
    /** its id in the registry: at most 32 characters */
    id: Type.String({ pattern: '^[a-z][A-Za-z0-9]{0,31}$' }),
    /** arguments of `initialize`, as JSON; numbers beyond 2^53 as text */
    initialize: Type.Array(Type.Unknown()),
    /** artifact of the version that is on chain; null for a new module */
    former: Type.Union([Type.String(), Type.Null()]),
    /** parameters that bound how much the module moves in a time; needed when it can send value */
    rateLimits: Type.Array(Type.String()),
    compiler: Type.Object({ version: Type.String(), runs: Type.Integer(), evmVersion: Type.String() }),
  },
  { additionalProperties: false },
);

export type ModuleProject = Static<typeof ModuleProject>;

/** A project with its folder. */
export interface OpenProject extends ModuleProject {
  /** absolute */
  readonly folder: string;
}

/** Reads the project in a folder. Throws ModuleToolError. */
export function openProject(folder: string): OpenProject {
  const path = resolve(folder);
  const file = join(path, PROJECT_FILE);
  if (!existsSync(file)) {
    throw new ModuleToolError(
      'no-project',
      `${path} has no ${PROJECT_FILE}: run this in a module's folder, name one with --project, or make one with "xai module create"`,
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new ModuleToolError(
      'bad-project',
      `${file}: ${error instanceof Error ? error.message : 'no JSON'}`,
    );
  }
  if (!Value.Check(ModuleProject, value)) {
    const first = Value.Errors(ModuleProject, value).First();
    throw new ModuleToolError(
      'bad-project',
      `${file}: ${first?.path || '/'}: ${first?.message ?? 'wrong form'}`,
    );
  }
  return { ...value, folder: path };
}

/** Where `xai module build` writes the artifact. */
export function artifactPath({ folder, contract }: OpenProject): string {
  return join(folder, 'artifacts', `${contract}.json`);
}
