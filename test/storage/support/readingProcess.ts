/** Opens the store in the directory given for reading, and answers each line of its input with what it sees then. */
import { StateUnavailableError } from '../../../storage/errors.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import { Store } from '../../../storage/store.ts';

const ADDRESS = new Uint8Array(20).fill(0xaa);

/** The balance as text; in place of it why there is none. */
function balance(reader: StateReader): string {
  try {
    return `${reader.account(ADDRESS)?.balance ?? 0n}`;
  } catch (error) {
    if (error instanceof StateUnavailableError) return 'no longer canonical';
    throw error;
  }
}

const store = Store.open({ path: process.argv[2] as string, durable: true, readOnly: true });
const early = store.stateAt(1n);
for await (const _line of console) {
  store.refresh();
  const head = store.head()?.number ?? 0n;
  const seen = {
    head: `${head}`,
    latest: balance(store.latestState()),
    atHead: balance(store.stateAt(head)),
    early: balance(early),
    version: store.stateVersion,
  };
  console.log(JSON.stringify(seen));
}
