import { toKey, trimLeft } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';
import { emptyChanges, type StateChanges } from '../../storage/state/changes.ts';
import type { Header } from '../block/header.ts';
import { hashHeader } from '../block/headerCodec.ts';
import { GenesisError } from '../genesis/errors.ts';
import {
  asFixedHex,
  asHexBytes,
  asObject,
  asQuantity,
  asWord,
  type JsonObject,
  parseJson,
} from '../genesis/values.ts';
import { DevError } from './errors.ts';
import { type DumpedBlock, readBlocks } from './loadBlocks.ts';
import { makeBlock } from './mining.ts';
import type { DevParts } from './parts.ts';

/** Bytes that a dump may unpack to. */
const MAX_DUMP = 1 << 30;

/** Blocks that are made to bring the chain to the dump's height; a higher one is not reached. */
const MAX_BLOCKS = 20_000n;

/** What of a dump is taken in. */
interface Dump {
  readonly accounts: StateChanges;
  readonly number: bigint;
  /** seconds */
  readonly timestamp: bigint;
  readonly blocks: readonly DumpedBlock[] | undefined;
}

/**
 * Takes in a dump of `anvil --dump-state` or of this node. Its accounts are written over the present state. On a chain
 * that is still at genesis its blocks follow, with the transactions, receipts and logs that they had but the state that
 * came out at the end; elsewhere, or without blocks, empty ones lead up to its height. Time goes on from the dump's.
 * Throws DevError, and nothing has changed.
 */
export async function loadState(bytes: Uint8Array, parts: DevParts): Promise<void> {
  const dump = readDump(bytes);
  const { chain, store, clock, pool } = parts;
  if (dump.timestamp > clock.time()) clock.moveTo(dump.timestamp);
  store.editLatest(dump.accounts);
  pool.refresh();
  if (chain.head().header.number === 0n) for (const block of dump.blocks ?? []) graft(block, parts);
  if (dump.number - chain.head().header.number > MAX_BLOCKS) return;
  while (chain.head().header.number < dump.number) await makeBlock(parts, []);
}

/** Puts a block of another chain on the head: all of it but its parent and its state root, and so its hash. */
function graft({ header, transactions, receipts }: DumpedBlock, { chain, store }: DevParts): void {
  const changes = emptyChanges();
  const update = store.computeRoot(changes);
  const grafted: Header = { ...header, parentHash: chain.head().hash, stateRoot: update.root };
  const withdrawals = header.withdrawalsRoot === undefined ? undefined : [];
  const block = { header: grafted, hash: hashHeader(grafted), transactions, ommers: [], withdrawals };
  const requests = header.requestsHash === undefined ? undefined : [];
  chain.append({ block, receipts, requests, changes, update, state: store.latestState() });
}

function readDump(bytes: Uint8Array): Dump {
  // loaded where it is needed, for its bound
  const { gunzipSync } = require('node:zlib') as typeof import('node:zlib');
  try {
    const isGzip = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const plain = isGzip ? gunzipSync(bytes, { maxOutputLength: MAX_DUMP }) : bytes;
    const document = asObject(parseJson(new TextDecoder().decode(plain)), 'dump');
    const block = asObject(document.block ?? {}, 'block');
    const number = document.best_block_number ?? block.number ?? 0;
    return {
      accounts: readAccounts(asObject(document.accounts, 'accounts')),
      number: asQuantity(number, 64, 'best_block_number'),
      timestamp: asQuantity(block.timestamp ?? 0, 64, 'block.timestamp'),
      blocks: readBlocks(document),
    };
  } catch (error) {
    const isField = error instanceof GenesisError && error.code !== 'not-json';
    const reason = isField ? error.message : 'it is neither JSON nor gzip of it';
    throw new DevError('dump-invalid', `Failed to decode state dump: ${reason}`, { cause: error });
  }
}

function readAccounts(accounts: JsonObject): StateChanges {
  const changes = emptyChanges();
  for (const [name, value] of Object.entries(accounts)) {
    const address = toKey(asFixedHex(name, 20, 'accounts'));
    const account = asObject(value, name);
    const code = asHexBytes(account.code ?? '0x', `${name}.code`);
    const codeHash = code.length === 0 ? EMPTY_CODE_HASH : keccak256(code);
    if (code.length > 0) changes.codes.set(toKey(codeHash), code);
    changes.accounts.set(address, {
      nonce: asQuantity(account.nonce ?? 0, 64, `${name}.nonce`),
      balance: asQuantity(account.balance ?? 0, 256, `${name}.balance`),
      codeHash,
      storageRoot: EMPTY_TRIE_ROOT,
    });
    const slots = new Map(
      Object.entries(asObject(account.storage ?? {}, `${name}.storage`)).map(([key, slot]) => [
        toKey(asWord(key, `${name}.storage`)),
        trimLeft(asWord(slot, `${name}.storage.${key}`)),
      ]),
    );
    if (slots.size > 0) changes.storage.set(address, { cleared: false, slots });
  }
  return changes;
}
