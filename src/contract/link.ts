import type { ContractArtifact } from './artifact.ts';
import { ContractToolError } from './errors.ts';

const ADDRESS = /^0x[0-9a-fA-F]{40}$/;

/**
 * The creation code of a contract as 0x hex with the addresses of its libraries put in. `libraries` are `Name=0x…` or
 * `source.sol:Name=0x…`. Throws ContractToolError for one that is missing, unknown or named twice.
 */
export function linkedCode(artifact: ContractArtifact, libraries: readonly string[]): `0x${string}` {
  const { name, links, file } = artifact;
  if (artifact.creation === '') {
    throw new ContractToolError('no-code', `${name} has no code: it is an interface or abstract (${file})`);
  }
  const given = new Map(libraries.map(parseLibrary));
  const used = new Set<string>();
  const missing: string[] = [];
  let code = artifact.creation;
  for (const [source, named] of Object.entries(links)) {
    for (const [library, places] of Object.entries(named)) {
      const key = [`${source}:${library}`, library].find((each) => given.has(each));
      const address = key === undefined ? undefined : given.get(key);
      if (key === undefined || address === undefined) {
        missing.push(`${source}:${library}`);
        continue;
      }
      used.add(key);
      for (const { start, length } of places) {
        code = code.slice(0, start * 2) + address.slice(2).toLowerCase() + code.slice((start + length) * 2);
      }
    }
  }
  if (missing.length > 0) {
    const flags = missing.map((each) => `--library ${each.split(':').at(-1)}=0x…`).join(' ');
    throw new ContractToolError(
      'unlinked',
      `${name} needs the libraries ${missing.join(', ')}: give ${flags}`,
    );
  }
  const unused = [...given.keys()].find((key) => !used.has(key));
  if (unused !== undefined) throw new ContractToolError('bad-library', `${name} uses no library ${unused}`);
  if (!/^[0-9a-fA-F]*$/.test(code)) {
    throw new ContractToolError('unlinked', `${file} has places for libraries that it does not name`);
  }
  return `0x${code}`;
}

function parseLibrary(text: string): [name: string, address: string] {
  const at = text.lastIndexOf('=');
  const [name, address] = [text.slice(0, at), text.slice(at + 1)];
  if (at < 1 || !ADDRESS.test(address)) {
    throw new ContractToolError('bad-library', `--library ${text}: must be Name=0x and 40 hex digits`);
  }
  return [name, address];
}
