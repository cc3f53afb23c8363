import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { type Static, Type } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import type { Abi } from 'viem';
import type { CodeRange } from '../../rpc/contracts/match.ts';
import { ContractToolError } from './errors.ts';

const Ranges = Type.Array(
  Type.Object({ start: Type.Integer({ minimum: 0 }), length: Type.Integer({ minimum: 0 }) }),
);
/** source file → library → places of its address */
const Links = Type.Record(Type.String(), Type.Record(Type.String(), Ranges));
const Immutables = Type.Record(Type.String(), Ranges);
/** Hex digits; addresses of libraries that are not known yet are `__$…$__`. */
const Code = Type.String({ pattern: '^(0x)?([0-9a-fA-F]|__\\$[0-9a-fA-F]{34}\\$__)*$' });

/** `out/X.sol/X.json` of Foundry. */
const FoundryArtifact = Type.Object({
  abi: Type.Array(Type.Object({ type: Type.String() })),
  bytecode: Type.Object({ object: Code, linkReferences: Type.Optional(Links) }),
  deployedBytecode: Type.Object({
    object: Code,
    linkReferences: Type.Optional(Links),
    immutableReferences: Type.Optional(Immutables),
  }),
});

/** `artifacts/contracts/X.sol/X.json` of Hardhat, 2 or 3. */
const HardhatArtifact = Type.Object({
  contractName: Type.String(),
  abi: Type.Array(Type.Object({ type: Type.String() })),
  bytecode: Code,
  deployedBytecode: Code,
  linkReferences: Type.Optional(Links),
  deployedLinkReferences: Type.Optional(Links),
  immutableReferences: Type.Optional(Immutables),
});

/** Where a bytecode wants addresses of libraries: file, library, places. */
export type LinkReferences = Static<typeof Links>;

/** A compiled contract, whichever tool wrote it. */
export interface ContractArtifact {
  readonly name: string;
  readonly file: string;
  readonly abi: Abi;
  /** creation code in hex digits without 0x, perhaps with places for libraries */
  readonly creation: string;
  readonly links: LinkReferences;
  /** code that will stand on chain, in the same form */
  readonly runtime: string;
  /** what deployment fills into it */
  readonly filled: readonly CodeRange[];
}

/** Bytes; the largest artifacts have a few megabytes. */
const SIZE_LIMIT = 64 * 1024 * 1024;

/** Reads an artifact of Foundry or Hardhat. Throws ContractToolError. */
export function readArtifact(file: string): ContractArtifact {
  const value = readJson(file);
  if (Value.Check(FoundryArtifact, value)) {
    const { abi, bytecode, deployedBytecode } = value;
    return {
      name: basename(file, '.json'),
      file,
      abi: abi as unknown as Abi,
      creation: digits(bytecode.object),
      links: bytecode.linkReferences ?? {},
      runtime: digits(deployedBytecode.object),
      filled: ranges(deployedBytecode.linkReferences, deployedBytecode.immutableReferences),
    };
  }
  if (Value.Check(HardhatArtifact, value)) {
    return {
      name: value.contractName,
      file,
      abi: value.abi as unknown as Abi,
      creation: digits(value.bytecode),
      links: value.linkReferences ?? {},
      runtime: digits(value.deployedBytecode),
      filled: ranges(value.deployedLinkReferences, value.immutableReferences),
    };
  }
  throw new ContractToolError(
    'bad-artifact',
    `${file} is neither an artifact of Foundry (out/X.sol/X.json) nor one of Hardhat (artifacts/…/X.json)`,
  );
}

function readJson(file: string): unknown {
  try {
    if (statSync(file).size > SIZE_LIMIT) throw new Error('it is too large');
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ContractToolError('bad-artifact', `${file} cannot be read as an artifact: ${reason}`);
  }
}

function digits(code: string): string {
  return code.startsWith('0x') ? code.slice(2) : code;
}

function ranges(links: LinkReferences = {}, immutables: Static<typeof Immutables> = {}): CodeRange[] {
  return [
    ...Object.values(links).flatMap((libraries) => Object.values(libraries)),
    ...Object.values(immutables),
  ].flat();
}
