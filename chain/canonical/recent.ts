/** What a cache has been good for since the program began. */
export interface CacheCounts {
  readonly hits: number;
  readonly misses: number;
  /** values at hand */
  readonly entries: number;
}

/** Keeps the values that were used last, as many as weigh less than its capacity together. */
export class Recent<Key, Value> {
  readonly #values = new Map<Key, Value>();
  #weight = 0;
  #hits = 0;
  #misses = 0;

  /** `weightOf` says how much of the capacity a value takes; each takes 1 unless told. */
  constructor(
    private readonly capacity: number,
    private readonly weightOf: (value: Value) => number = () => 1,
  ) {}

  /** The value of `key` where it is at hand. */
  peek(key: Key): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) this.#misses++;
    else this.#hits++;
    return value;
  }

  counts(): CacheCounts {
    return { hits: this.#hits, misses: this.#misses, entries: this.#values.size };
  }

  /** The value of `key`, made by `make` when it is not at hand; undefined is not kept. */
  get(key: Key, make: () => Value): Value;
  get(key: Key, make: () => Value | undefined): Value | undefined;
  get(key: Key, make: () => Value | undefined): Value | undefined {
    const known = this.peek(key);
    if (known !== undefined) {
      // now the one used last
      this.#values.delete(key);
      this.#values.set(key, known);
      return known;
    }
    const value = make();
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#remove(key);
    this.#values.set(key, value);
    this.#weight += this.weightOf(value);
    for (const oldest of this.#values.keys()) {
      if (this.#weight <= this.capacity) return;
      this.#remove(oldest);
    }
  }

  #remove(key: Key): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#weight -= this.weightOf(value);
  }
}
