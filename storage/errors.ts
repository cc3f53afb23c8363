/** What went wrong on the ground floor, for callers to switch on. */
export type StorageErrorCode =
  | 'state-unavailable'
  | 'store-version'
  | 'store-locked'
  | 'store-missing'
  | 'store-corrupt'
  | 'store-read-only'
  | 'store-closed'
  | 'not-the-next-block'
  | 'stale-update'
  | 'failed-batch'
  | 'write-failed'
  | 'not-empty';

/** Every error that storage/ throws on purpose; `code` is stable, the text is for people. */
export class StorageError extends Error {
  override readonly name: string = 'StorageError';

  constructor(
    readonly code: StorageErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The state of a block is not kept: above the head, below the oldest kept one, or of a block no longer canonical. */
export class StateUnavailableError extends StorageError {
  override readonly name = 'StateUnavailableError';

  constructor(
    readonly blockNumber: bigint,
    message: string,
  ) {
    super('state-unavailable', message);
  }
}

/** The store was written in another format than this program's; the text says what to do. */
export class StoreVersionError extends StorageError {
  override readonly name = 'StoreVersionError';

  constructor(
    readonly found: number,
    readonly supported: number,
    path: string,
    canMigrate: boolean,
  ) {
    super(
      'store-version',
      `the store at ${path} has format ${found}, ${adviceFor(found, supported, canMigrate)}`,
    );
  }
}

function adviceFor(found: number, supported: number, canMigrate: boolean): string {
  const here = `this release reads format ${supported}.`;
  if (found > supported) return `made by a newer release; ${here} Use the newer release.`;
  if (canMigrate)
    return `${here} It is brought there when a node is started on it (xai start): make a backup before.`;
  return `${here} Export the blocks with the release that wrote it (xai export) and import them into a new directory (xai import).`;
}

/** Another process (or another Store in this one) is the writer of the directory. */
export class StoreLockedError extends StorageError {
  override readonly name = 'StoreLockedError';

  constructor(path: string, holder: number | undefined, options?: ErrorOptions) {
    super(
      'store-locked',
      `the data directory ${path} is in use by another node${holder === undefined ? '' : ` (process ${holder})`}. ` +
        'Stop that one, or choose another directory.',
      options,
    );
  }
}

/** What is on disk contradicts itself or is no store at all. */
export class CorruptStoreError extends StorageError {
  override readonly name = 'CorruptStoreError';

  constructor(message: string, options?: ErrorOptions) {
    super('store-corrupt', message, options);
  }
}
