import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type ContractArtifact, readArtifact } from './artifact.ts';
import { ContractToolError } from './errors.ts';

/** Where Foundry and Hardhat write artifacts. */
const FOLDERS = ['out', 'artifacts'];
/** Files that a project may have; a walk that meets more was started in the wrong folder. */
const FILE_LIMIT = 100_000;

/**
 * The artifact at a path, or of a contract by its name (`Counter`) or its source and name (`Counter.sol:Counter`) in a
 * project that Foundry or Hardhat has compiled. Throws ContractToolError.
 */
export function findArtifact(project: string, wanted: string): ContractArtifact {
  if (wanted.endsWith('.json')) return readArtifact(resolve(wanted));
  const [source, name] = wanted.includes(':') ? wanted.split(':') : [undefined, wanted];
  const folders = FOLDERS.map((folder) => join(resolve(project), folder)).filter((folder) =>
    existsSync(folder),
  );
  const found = folders
    .flatMap((folder) => artifactFiles(folder))
    .filter((file) => file.endsWith(`.sol/${name}.json`) || file.endsWith(`.vy/${name}.json`))
    .filter(
      (file) => source === undefined || `${file.slice(0, file.lastIndexOf('/'))}`.endsWith(`/${source}`),
    );
  const [first, ...others] = found;
  if (first === undefined) {
    throw new ContractToolError(
      'no-artifact',
      `${resolve(project)} has no compiled contract ${wanted} in ${FOLDERS.join(' or ')}: run "forge build" or "npx hardhat compile", or name the artifact's file`,
    );
  }
  if (others.length > 0) {
    throw new ContractToolError(
      'ambiguous-artifact',
      `several are ${wanted}, name one by its path: ${found.join(', ')}`,
    );
  }
  return readArtifact(first);
}

function artifactFiles(folder: string): string[] {
  if (!statSync(folder).isDirectory()) return [];
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  if (files.length > FILE_LIMIT) throw new ContractToolError('no-artifact', `${folder} has too many files`);
  return files
    .filter((file) => !file.startsWith('build-info') && file.endsWith('.json') && !file.endsWith('.dbg.json'))
    .map((file) => join(folder, file));
}
