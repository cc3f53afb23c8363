/** A map that holds the entries used last and forgets the others. */
export interface RecentMap<K, V> {
  get(key: K): V | undefined;
  set(key: K, value: V): void;
}

/** A RecentMap of at most `limit` entries. */
export function recentMap<K, V extends object>(limit: number): RecentMap<K, V> {
  const entries = new Map<K, V>(); // in order of last use
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      entries.set(key, value);
      if (entries.size <= limit) return;
      for (const oldest of entries.keys()) {
        entries.delete(oldest);
        return;
      }
    },
  };
}
