import { equalBytes, toHex } from '../../storage/encoding/bytes.ts';
import type { Store } from '../../storage/store.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { encodeChainDocument, parseChainDocument } from '../genesis/chainDocument.ts';
import { genesisBlock, genesisChanges } from '../genesis/genesisBlock.ts';
import type { Genesis } from '../genesis/parse.ts';
import { ChainError } from './errors.ts';
import { toStoredBlock } from './storedBlock.ts';

/**
 * Makes sure that the store holds a chain, and answers its configuration. An empty store gets `genesis`; one that has a
 * chain keeps it, and a given genesis must be its own. Throws ChainError, GenesisError.
 */
export function openChain(store: Store, genesis: Genesis | undefined): ChainConfig {
  const stored = store.blocks.canonicalHash(0n);
  if (stored === undefined) {
    if (genesis === undefined)
      throw new ChainError('genesis-missing', 'the store is empty and no genesis was given');
    commitGenesis(store, genesis);
  }
  const document = store.chainDocument();
  if (document === undefined) throw new ChainError('genesis-missing', 'the store has no chain document');
  const text = new TextDecoder().decode(document);
  if (stored !== undefined && genesis !== undefined) requireSame(genesis, stored, text);
  return parseChainDocument(text);
}

function commitGenesis(store: Store, genesis: Genesis): void {
  const changes = genesisChanges(genesis);
  const block = genesisBlock(genesis, changes);
  const document = new TextEncoder().encode(encodeChainDocument(genesis.config));
  store.commitGenesis(toStoredBlock(block, [], block.header.difficulty), changes, document);
}

function requireSame(genesis: Genesis, stored: Uint8Array, document: string): void {
  const { hash } = genesisBlock(genesis);
  if (!equalBytes(hash, stored)) {
    throw new ChainError(
      'genesis-mismatch',
      `the store begins with ${toHex(stored)}, the genesis is ${toHex(hash)}`,
    );
  }
  if (encodeChainDocument(genesis.config) !== document) {
    throw new ChainError(
      'genesis-mismatch',
      'the store was made with another configuration than that of the genesis',
    );
  }
}
