/** A log as execution emits it. */
export interface Log {
  /** 20 bytes */
  readonly address: Uint8Array;
  /** at most four, 32 bytes each */
  readonly topics: readonly Uint8Array[];
  readonly data: Uint8Array;
}
