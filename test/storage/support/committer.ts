/**
 * Commits blocks to the durable store in the directory given, each with a state that follows from its number, and prints
 * the number once the commit has returned. A second argument says how many states are kept. The crash test kills it.
 */
import { EMPTY_BYTES, toKey } from '../../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../../storage/encoding/keccak.ts';
import { emptyChanges, type StateChanges } from '../../../storage/state/changes.ts';
import { Store } from '../../../storage/store.ts';
import { someBlock } from './blocks.ts';

const contract = new Uint8Array(20).fill(0xc0);

/** What block `number` changes: a new account, a counter, and slots that come and go. */
export function changesOf(number: number): StateChanges {
  const changes = emptyChanges();
  const account = (nonce: number) => ({
    nonce: BigInt(nonce),
    balance: BigInt(number),
    codeHash: EMPTY_CODE_HASH,
    storageRoot: EMPTY_TRIE_ROOT,
  });
  changes.accounts.set(toKey(contract), account(number));
  changes.accounts.set(toKey(keccak256(Uint8Array.of(number, number >> 8)).slice(0, 20)), account(0));
  const slots = new Map(
    Array.from({ length: 5 }, (_, i) => {
      const key = keccak256(Uint8Array.of((number * 7 + i) % 100));
      return [toKey(key), (number + i) % 3 === 0 ? EMPTY_BYTES : Uint8Array.of(1 + (number % 255))] as const;
    }),
  );
  changes.storage.set(toKey(contract), { cleared: number % 50 === 0, slots });
  return changes;
}

/** The block of a number: parents are made of numbers too, so every one can be made alone. */
export function blockOf(number: number) {
  const parent =
    number === 0 ? undefined : someBlock(undefined, { number: BigInt(number - 1), hash: hashOf(number - 1) });
  const logs = [{ address: contract, topics: [keccak256(Uint8Array.of(number % 10))] }];
  const transactions = [
    { hash: keccak256(Uint8Array.of(1, number, number >> 8)), sender: contract, nonce: BigInt(number) },
  ];
  return { ...someBlock(parent), hash: hashOf(number), logs, transactions };
}

function hashOf(number: number): Uint8Array {
  return keccak256(Uint8Array.of(9, number, number >> 8));
}

if (import.meta.main) {
  const [, , path = '', keep] = process.argv;
  const keepStates = keep === undefined ? undefined : Number(keep);
  const store = Store.open({ path, durable: true, keepStates });
  if (store.blocks.head() === undefined) store.commitGenesis(blockOf(0), changesOf(0), EMPTY_BYTES);
  for (;;) {
    const number = Number(store.blocks.head()?.number) + 1;
    store.commitBlock(blockOf(number), store.computeRoot(changesOf(number)));
    process.stdout.write(`${number}\n`);
    // A turn of the event loop, so that the line leaves the process before the next commit.
    await new Promise((resolve) => setImmediate(resolve));
  }
}
