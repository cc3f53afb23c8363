/** What the writer tells its readers, as the results of the subscription `workers_follow`. Bytes are hex. */
export type News =
  /** The head moved: hashes of the blocks that joined, oldest first, and of those that left, newest first. */
  | { readonly kind: 'head'; readonly added: readonly string[]; readonly removed: readonly string[] }
  /** A transaction came into the pool. */
  | {
      readonly kind: 'transaction';
      readonly raw: string;
      readonly hash: string;
      readonly sender: string;
    };
