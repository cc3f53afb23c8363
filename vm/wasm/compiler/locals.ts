/** Names of locals for limbs; those that nothing holds are given out again. */
export class Locals {
  readonly #free: string[] = [];
  readonly #holders = new Map<string, number>();
  #taken: string[] = [];

  /** Every name there is. */
  get names(): readonly string[] {
    return [...this.#holders.keys()];
  }

  take(): string {
    const name = this.#free.pop() ?? `v${this.#holders.size}`;
    this.#holders.set(name, 0);
    this.#taken.push(name);
    return name;
  }

  hold(limb: bigint | string): void {
    if (typeof limb === 'string') this.#holders.set(limb, (this.#holders.get(limb) ?? 0) + 1);
  }

  drop(limb: bigint | string): void {
    if (typeof limb !== 'string') return;
    const holders = (this.#holders.get(limb) ?? 0) - 1;
    this.#holders.set(limb, holders);
    if (holders === 0) this.#taken.push(limb);
  }

  /** Between traces: everything is free. */
  clear(): void {
    this.#taken = [];
    this.#free.length = 0;
    for (const name of this.#holders.keys()) {
      this.#holders.set(name, 0);
      this.#free.push(name);
    }
  }

  /** Between instructions: what nothing holds is free. */
  sweep(): void {
    for (const name of new Set(this.#taken)) if (this.#holders.get(name) === 0) this.#free.push(name);
    this.#taken = [];
  }
}
