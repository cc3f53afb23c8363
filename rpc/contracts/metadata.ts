import { type Static, Type } from '@sinclair/typebox';
import type { Abi } from 'viem';
import { toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { fits } from '../schema/check.ts';
import { checkAbi } from './checkAbi.ts';
import { ContractError } from './errors.ts';
import { METADATA_LIMIT, namesMetadata } from './metadataHash.ts';

/** The parts of a compiler's metadata.json that are read here. */
const MetadataFile = Type.Object({
  output: Type.Object({ abi: Type.Unknown() }),
  sources: Type.Record(Type.String(), Type.Object({ keccak256: Type.String() })),
});

/** Sources by the paths that the compiler knew. */
export type Sources = Readonly<Record<string, string>>;

const encoder = new TextEncoder();

/**
 * The ABI in a compiler's metadata, whose hash stands at the end of the code, and of which each source that is given has
 * the hash. Throws ContractError.
 */
export function provenMetadata(code: Uint8Array, metadata: string, sources: Sources): Abi {
  const bytes = encoder.encode(metadata);
  if (bytes.length > METADATA_LIMIT)
    throw new ContractError('limit', `metadata: more than ${METADATA_LIMIT} bytes`);
  if (!namesMetadata(code, bytes))
    throw new ContractError(
      'mismatch',
      'metadata: the code does not end with the hash of this file, byte by byte',
    );
  const file = parsed(metadata);
  for (const [path, text] of Object.entries(sources)) {
    const wanted = Object.hasOwn(file.sources, path) ? file.sources[path]?.keccak256 : undefined;
    if (wanted !== toHex(keccak256(encoder.encode(text))))
      throw new ContractError('mismatch', `sources: the metadata has another ${path.slice(0, 200)}, or none`);
  }
  return checkAbi(file.output.abi);
}

function parsed(metadata: string): Static<typeof MetadataFile> {
  try {
    const file: unknown = JSON.parse(metadata);
    if (fits(MetadataFile, file)) return file as Static<typeof MetadataFile>;
  } catch {
    // told below
  }
  throw new ContractError('bad-abi', 'metadata: not the metadata.json of a compiler');
}
