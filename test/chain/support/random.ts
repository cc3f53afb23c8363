import type { TransactionFields } from '../../../chain/transaction/fields.ts';
import type { EthereumType } from '../../../chain/transaction/transaction.ts';

/** A seeded generator (mulberry32), so that a failing case can be run again. */
export class Random {
  constructor(private state: number) {}

  /** An integer in [0, bound). */
  int(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.int(256));
  }

  /** An integer of up to `bits` bits, small ones as likely as large ones. */
  uint(bits: number): bigint {
    const width = this.int(bits + 1);
    let value = 0n;
    for (let i = 0; i < width; i++) value = value * 2n + BigInt(this.int(2));
    return value;
  }

  list<T>(most: number, make: () => T): T[] {
    return Array.from({ length: this.int(most + 1) }, make);
  }
}

/** A transaction's fields with every part exercised. */
export function randomFields(random: Random, type: EthereumType): TransactionFields {
  const price = random.uint(90);
  const tip = type < 2 ? price : random.uint(60);
  return {
    type,
    chainId: type === 0 && random.int(2) === 0 ? undefined : 1n + random.uint(40),
    nonce: random.uint(50),
    gasLimit: random.uint(40),
    maxFeePerGas: type < 2 ? price : price + tip,
    maxPriorityFeePerGas: tip,
    to: type < 3 && random.int(4) === 0 ? undefined : random.bytes(20),
    value: random.uint(120),
    data: random.bytes(random.int(300)),
    accessList:
      type === 0
        ? []
        : random.list(3, () => ({
            address: random.bytes(20),
            storageKeys: random.list(3, () => random.bytes(32)),
          })),
    maxFeePerBlobGas: type === 3 ? random.uint(60) : undefined,
    blobHashes: type === 3 ? [blobHash(random), ...random.list(3, () => blobHash(random))] : [],
    authorizations:
      type === 4
        ? [0, ...random.list(2, () => 0)].map(() => ({
            chainId: random.uint(40),
            address: random.bytes(20),
            nonce: random.uint(50),
            yParity: BigInt(random.int(2)),
            r: 1n + random.uint(250),
            s: 1n + random.uint(250),
          }))
        : [],
  };
}

function blobHash(random: Random): Uint8Array {
  const hash = random.bytes(32);
  hash[0] = 1;
  return hash;
}
