import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block } from '../../chain/block/block.ts';
import { decodeBlock } from '../../chain/block/blockCodec.ts';
import { Blockchain } from '../../chain/canonical/blockchain.ts';
import { parseGenesis } from '../../chain/genesis/parse.ts';
import { DecodeError } from '../../chain/rlp/errors.ts';
import { rulesOfHeader } from '../../chain/rules.ts';
import { BlockError } from '../../chain/validate/errors.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { Store } from '../../storage/store.ts';
import type { Engine } from '../../vm/engine.ts';
import { FORKS, type ForkName, forkOrder } from '../../vm/rules/forks.ts';
import { verifyWitness } from '../chain/support/stateless.ts';

/** One case of a blockchain test file. */
export interface BlockchainVector {
  readonly network: string;
  readonly genesisBlockHeader: Readonly<Record<string, string>>;
  readonly pre: Readonly<Record<string, object>>;
  readonly lastblockhash: string;
  readonly config: { readonly chainid: string; readonly blobSchedule?: Readonly<Record<string, object>> };
  readonly blocks: readonly { readonly rlp: string; readonly expectException?: string }[];
}

/** Names of the vectors' networks that are not our fork names in capitals. */
const NETWORKS: Readonly<Record<string, ForkName>> = { ConstantinopleFix: 'petersburg', Paris: 'merge' };

/** Rules of ours that an exception of the vectors may come out as, where it is not one of a transaction. */
const RULES: Readonly<Record<string, readonly string[]>> = {
  INCORRECT_EXCESS_BLOB_GAS: ['excess-blob-gas'],
  INCORRECT_BLOB_GAS_USED: ['blob-gas-used'],
  BLOB_GAS_USED_ABOVE_LIMIT: ['blob-gas-used'],
  INVALID_DEPOSIT_EVENT_LAYOUT: ['system-call'],
  INVALID_REQUESTS: ['requests-hash'],
  SYSTEM_CONTRACT_CALL_FAILED: ['system-call'],
  SYSTEM_CONTRACT_EMPTY: ['system-call'],
  INVALID_BASEFEE_PER_GAS: ['base-fee'],
  RLP_STRUCTURES_ENCODING: ['decode'],
  RLP_BLOCK_LIMIT_EXCEEDED: ['block-size'],
};

/** A transaction may be refused for itself, or because the header that counts it cannot be right. */
const TRANSACTION_RULES = ['transaction', 'signature', 'decode', 'blob-gas-used', 'gas-used'];

/** Imports the case's blocks over a real store. Returns what is wrong, undefined when nothing is. */
export async function runBlockchainCase(
  engine: Engine,
  vector: BlockchainVector,
  witness = false,
): Promise<string | undefined> {
  const path = mkdtempSync(join(tmpdir(), 'xai-vector-'));
  const store = Store.open({ path, durable: false });
  try {
    const chain = Blockchain.open(
      { genesis: parseGenesis(genesisOf(vector), vector.network) },
      { store, engine },
    );
    const { hash } = vector.genesisBlockHeader;
    if (toHex(chain.genesis().hash) !== hash)
      return `genesis ${toHex(chain.genesis().hash)}, expected ${hash}`;
    for (const [index, { rlp, expectException }] of vector.blocks.entries()) {
      const problem = await importOne(chain, fromHex(rlp), expectException);
      if (problem !== undefined) return `block ${index}: ${problem}`;
      if (witness && expectException === undefined) {
        const block = decodeBlock(fromHex(rlp));
        if (hasWitness(block, chain)) await verifyWitness(block, { engine, chain, store });
      }
    }
    const head = toHex(chain.head().hash);
    return head === vector.lastblockhash ? undefined : `head ${head}, expected ${vector.lastblockhash}`;
  } finally {
    await store.close();
    rmSync(path, { recursive: true });
  }
}

async function importOne(
  chain: Blockchain,
  rlp: Uint8Array,
  expected: string | undefined,
): Promise<string | undefined> {
  try {
    await chain.importBlock(decodeBlock(rlp));
  } catch (error) {
    if (!(error instanceof BlockError || error instanceof DecodeError)) throw error;
    if (expected === undefined) return error.message;
    const rule = error instanceof DecodeError ? 'decode' : error.code;
    return allows(expected, rule) ? undefined : `${expected} expected, got: ${error.message}`;
  }
  return expected === undefined ? undefined : `${expected} expected, but it was imported`;
}

/** Whether a block has a witness: its parent is canonical, and no state roots are in its receipts, which need more. */
function hasWitness({ header }: Block, chain: Blockchain): boolean {
  const parent = chain.headerByHash(header.parentHash);
  return (
    parent !== undefined &&
    chain.isCanonical(parent.hash) &&
    rulesOfHeader(chain.config, header).has('byzantium')
  );
}

function allows(expected: string, rule: string): boolean {
  return expected.split('|').some((exception) => {
    const [family, name = ''] = exception.split('.');
    return (family === 'TransactionException' ? TRANSACTION_RULES : RULES[name])?.includes(rule) === true;
  });
}

/** The case's beginning as a geth genesis. */
function genesisOf({ network, config, genesisBlockHeader: header, pre }: BlockchainVector): object {
  const [, before = network, after, time] = /^(.+?)To(.+)AtTime(\d+)k$/.exec(network) ?? [];
  const forks = forkKeys(forkOf(before), 0);
  if (after !== undefined) Object.assign(forks, forkKeys(forkOf(after), Number(time) * 1000, forkOf(before)));
  const schedule = Object.entries(config.blobSchedule ?? {}).map(([fork, blobs]) => [
    fork.toLowerCase(),
    blobs,
  ]);
  return {
    config: { chainId: config.chainid, ...forks, blobSchedule: Object.fromEntries(schedule) },
    nonce: header.nonce,
    timestamp: header.timestamp,
    extraData: header.extraData,
    gasLimit: header.gasLimit,
    gasUsed: header.gasUsed,
    difficulty: header.difficulty,
    mixHash: header.mixHash,
    coinbase: header.coinbase,
    parentHash: header.parentHash,
    baseFeePerGas: header.baseFeePerGas,
    excessBlobGas: header.excessBlobGas,
    blobGasUsed: header.blobGasUsed,
    alloc: pre,
  };
}

function forkOf(network: string): ForkName {
  const name =
    NETWORKS[network] ??
    (network.startsWith('BPO') ? network.toLowerCase() : `${network[0]?.toLowerCase()}${network.slice(1)}`);
  const fork = FORKS.find((candidate) => candidate.name === name);
  if (fork === undefined) throw new Error(`no fork ${network}`);
  return fork.name;
}

/** The config keys of the forks after `above` up to `fork`, all at `at`. */
function forkKeys(fork: ForkName, at: number, above: ForkName = 'frontier'): Record<string, unknown> {
  const keys: Record<string, unknown> = {};
  for (const { name, by, key } of FORKS) {
    const order = forkOrder(name);
    if (key === undefined || name === 'daoFork' || order > forkOrder(fork) || order <= forkOrder(above))
      continue;
    keys[key] = by === 'difficulty' ? 0 : at;
    if (name === 'spuriousDragon') keys.eip155Block = at;
  }
  return keys;
}
