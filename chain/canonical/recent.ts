/** Keeps the values that were used last. */
export class Recent<Key, Value> {
  readonly #values = new Map<Key, Value>();

  constructor(private readonly capacity: number) {}

  /** The value of `key`, made by `make` when it is not at hand; undefined is not kept. */
  get(key: Key, make: () => Value | undefined): Value | undefined {
    const value = this.#values.get(key) ?? make();
    if (value !== undefined) this.set(key, value);
    return value;
  }

  set(key: Key, value: Value): void {
    this.#values.delete(key);
    this.#values.set(key, value);
    const oldest = this.#values.keys().next();
    if (this.#values.size > this.capacity && !oldest.done) this.#values.delete(oldest.value);
  }
}
