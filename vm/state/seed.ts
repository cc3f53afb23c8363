/** Mixed into the hashes of tables in memory, so that nobody outside can choose keys that meet. No order depends on it. */
export const HASH_SEED: number = crypto.getRandomValues(new Int32Array(1))[0] ?? 0;
