import { bigIntToFixedBytes, toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';
import { emptyChanges, type StateChanges } from '../../storage/state/changes.ts';
import { initialRoot } from '../../storage/state/initialRoot.ts';
import { requestsHash } from '../../vm/block/requests.ts';
import { type Rules, rulesAt } from '../../vm/rules/rules.ts';
import type { Block } from '../block/block.ts';
import { hashOmmers } from '../block/blockCodec.ts';
import type { Header } from '../block/header.ts';
import { hashHeader } from '../block/headerCodec.ts';
import { INITIAL_BASE_FEE } from '../fees/baseFee.ts';
import { BLOOM_SIZE } from '../receipt/bloom.ts';

import type { Genesis } from './parse.ts';

/** The accounts of a genesis as a change to the empty state. */
export function genesisChanges(genesis: Genesis): StateChanges {
  const changes = emptyChanges();
  for (const { address, balance, nonce, code, storage } of genesis.accounts) {
    const codeHash = code.length === 0 ? EMPTY_CODE_HASH : keccak256(code);
    changes.accounts.set(toKey(address), { nonce, balance, codeHash, storageRoot: EMPTY_TRIE_ROOT });
    if (code.length > 0) changes.codes.set(toKey(codeHash), code);
    if (storage.size > 0) changes.storage.set(toKey(address), { cleared: false, slots: new Map(storage) });
  }
  return changes;
}

/** Block 0; the fields that forks added are as geth fills them in. `changes`: what genesisChanges has made of it. */
export function genesisBlock(genesis: Genesis, changes = genesisChanges(genesis)): Block {
  const rules = genesisRules(genesis);
  const header: Header = {
    parentHash: genesis.parentHash,
    ommersHash: hashOmmers([]),
    coinbase: genesis.coinbase,
    stateRoot: initialRoot(changes),
    transactionsRoot: EMPTY_TRIE_ROOT,
    receiptsRoot: EMPTY_TRIE_ROOT,
    logsBloom: new Uint8Array(BLOOM_SIZE),
    difficulty: genesis.difficulty,
    number: 0n,
    gasLimit: genesis.gasLimit,
    gasUsed: genesis.gasUsed,
    timestamp: genesis.timestamp,
    extraData: genesis.extraData,
    mixHash: genesis.mixHash,
    nonce: bigIntToFixedBytes(genesis.nonce, 8),
    baseFeePerGas: rules.has('london') ? (genesis.baseFeePerGas ?? INITIAL_BASE_FEE) : undefined,
    withdrawalsRoot: rules.has('shanghai') ? EMPTY_TRIE_ROOT : undefined,
    blobGasUsed: rules.has('cancun') ? (genesis.blobGasUsed ?? 0n) : undefined,
    excessBlobGas: rules.has('cancun') ? (genesis.excessBlobGas ?? 0n) : undefined,
    parentBeaconBlockRoot: rules.has('cancun') ? new Uint8Array(32) : undefined,
    requestsHash: rules.has('prague') ? requestsHash([]) : undefined,
  };
  return {
    header,
    hash: hashHeader(header),
    transactions: [],
    ommers: [],
    withdrawals: rules.has('shanghai') ? [] : undefined,
  };
}

/** A genesis may have a difficulty although the forks after the merge are in force: geth then goes by the time alone. */
function genesisRules({ config, timestamp }: Genesis): Rules {
  const merged = rulesAt(config, { number: 0n, timestamp, merged: true });
  return merged.has('shanghai') ? merged : rulesAt(config, { number: 0n, timestamp, merged: false });
}
