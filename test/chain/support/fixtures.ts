import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RLP } from '@ethereumjs/rlp';
import type { Block } from '../../../chain/block/block.ts';
import { decodeBlock } from '../../../chain/block/blockCodec.ts';

/** The chain of the execution-apis tests: 54 blocks under every fork from Homestead on, ommers included. */
const FOLDER = join(
  process.env.XAI_FIXTURES ?? join(import.meta.dir, '../../../../shared/fixtures'),
  'rpc-compat/tests',
);

/** Where the fixtures are; undefined when this checkout has none. */
export const RPC_COMPAT = existsSync(join(FOLDER, 'chain.rlp')) ? FOLDER : undefined;

/** Why tests over the fixtures do not run. */
export const FIXTURES_MISSING = 'SKIPPED: no fixtures (set XAI_FIXTURES)';

/** Text of a fixture file. */
export function fixtureText(name: string): string {
  return readFileSync(join(FOLDER, name), 'utf8');
}

/** The blocks of the fixture chain, decoded. */
export function fixtureBlocks(): Block[] {
  return fixtureBlockBytes().map((bytes) => decodeBlock(bytes));
}

/** The blocks of the fixture chain as bytes. */
export function fixtureBlockBytes(): Uint8Array[] {
  const bytes = new Uint8Array(readFileSync(join(FOLDER, 'chain.rlp')));
  const blocks: Uint8Array[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const { remainder } = RLP.decode(bytes.subarray(offset), true);
    const end = bytes.length - remainder.length;
    blocks.push(bytes.slice(offset, end));
    offset = end;
  }
  return blocks;
}
