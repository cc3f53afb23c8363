/** How a block or a fork choice was received (Engine API, PayloadStatusV1). */
export type PayloadStatus =
  | { readonly status: 'VALID'; readonly latestValidHash: Uint8Array }
  | {
      readonly status: 'INVALID';
      /** the newest valid ancestor; undefined where that is not known or the block was not even looked at */
      readonly latestValidHash: Uint8Array | undefined;
      readonly validationError: string;
    }
  /** Blocks between it and what is known are missing. */
  | { readonly status: 'SYNCING' };

/** The answer where ancestors are missing. */
export const SYNCING: PayloadStatus = { status: 'SYNCING' };
