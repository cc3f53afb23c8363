/**
 * Commits large blocks to the durable store in the directory given until the disk (or the limit on file sizes that the test
 * sets) refuses, and prints what the error, the store before closing and the store after opening again say.
 */
import { EMPTY_BYTES } from '../../../storage/encoding/bytes.ts';
import { StorageError } from '../../../storage/errors.ts';
import { emptyChanges } from '../../../storage/state/changes.ts';
import { Store } from '../../../storage/store.ts';
import { someBlock } from './blocks.ts';

const options = { path: process.argv[2] as string, durable: true };
let store = Store.open(options);
let block = someBlock(undefined);
store.commitGenesis(block, emptyChanges(), EMPTY_BYTES);
let code = '';
while (code === '') {
  const next = someBlock(block, { body: new Uint8Array(100_000) });
  try {
    store.commitBlock(next, store.computeRoot(emptyChanges()));
    block = next;
  } catch (error) {
    code = error instanceof StorageError ? error.code : String(error);
  }
}
const whole =
  store.blocks.head()?.number === block.number && store.blocks.body(block.hash)?.length === 100_000;
await store.close();
store = Store.open(options);
console.log(code, whole, store.blocks.head()?.number === block.number, block.number > 5n);
await store.close();
