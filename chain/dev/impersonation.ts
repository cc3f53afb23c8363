import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';

/** Whose transactions need no key in dev mode. */
export class Impersonation {
  readonly #addresses = new Set<BytesKey>();
  #everyone: boolean;

  /** `everyone`: of any account, from the start. */
  constructor(private readonly everyone: boolean) {
    this.#everyone = everyone;
  }

  has(address: Uint8Array): boolean {
    return this.#everyone || this.#addresses.has(toKey(address));
  }

  add(address: Uint8Array): void {
    this.#addresses.add(toKey(address));
  }

  /** Returns whether the account was impersonated. */
  remove(address: Uint8Array): boolean {
    return this.#addresses.delete(toKey(address));
  }

  setEveryone(on: boolean): void {
    this.#everyone = on;
  }

  /** As at the start. */
  reset(): void {
    this.#addresses.clear();
    this.#everyone = this.everyone;
  }
}
