/** A chain in this process that blocks are made on as fast as they go. */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Block, Withdrawal } from '../../chain/block/block.ts';
import { Blockchain } from '../../chain/canonical/blockchain.ts';
import { devGenesis } from '../../chain/genesis/dev.ts';
import { listSource } from '../../chain/produce/source.ts';
import { addressOfKey, signTransaction } from '../../chain/transaction/sign.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { bigIntToFixedBytes, EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { Store } from '../../storage/store.ts';
import { createWasmEngine } from '../../vm/wasm/engine.ts';

const KEY = keccak256(EMPTY_BYTES);
const CHAIN_ID = 31337n;
const GAS_LIMIT = 30_000_000n;
const WEI = { maxFeePerGas: 10n ** 12n, maxPriorityFeePerGas: 10n ** 9n };

/** The address of an account by its number. */
export function account(index: number): Uint8Array {
  return keccak256(bigIntToFixedBytes(BigInt(index), 32)).slice(12);
}

/** One sender, who has enough for everything. */
export class BenchChain {
  #nonce = 0n;

  private constructor(
    readonly path: string,
    readonly store: Store,
    readonly chain: Blockchain,
  ) {}

  static open(durable: boolean): BenchChain {
    const path = mkdtempSync(join(tmpdir(), 'xai-curves-'));
    const store = Store.open({ path, durable });
    const genesis = devGenesis({
      ...{ accounts: [addressOfKey(KEY)], balance: 10n ** 40n, chainId: CHAIN_ID, gasLimit: GAS_LIMIT },
      ...{ baseFee: 1_000_000_000n, timestamp: 1_000n, hardfork: 'osaka', toolContracts: true },
    });
    const plain = { ...genesis, config: { ...genesis.config, nativeTransactions: undefined } };
    return new BenchChain(
      path,
      store,
      Blockchain.open({ genesis: plain }, { store, engine: createWasmEngine() }),
    );
  }

  /** Signed transfers of one wei, to be sent in this order. */
  transfers(recipients: readonly Uint8Array[]): Transaction[] {
    return recipients.map((to) => this.sign(to, EMPTY_BYTES, 21_000n));
  }

  sign(to: Uint8Array | undefined, data: Uint8Array, gasLimit: bigint): Transaction {
    const value = data.length === 0 ? 1n : 0n;
    const fields = { type: 2 as const, chainId: CHAIN_ID, nonce: this.#nonce++, accessList: [] };
    return signTransaction({ ...fields, ...WEI, gasLimit, to, value, data }, KEY);
  }

  /** Makes the next block and commits it. */
  async make(transactions: readonly Transaction[], withdrawals?: readonly Withdrawal[]): Promise<Block> {
    const { header } = this.chain.head();
    const built = await this.chain.build(
      {
        ...{ timestamp: header.timestamp + 1n, coinbase: account(1), gasLimit: GAS_LIMIT },
        ...{ prevRandao: new Uint8Array(32), extraData: EMPTY_BYTES, withdrawals },
      },
      listSource(transactions),
    );
    if (built.block.transactions.length !== transactions.length)
      throw new Error('a block lacks transactions');
    this.chain.append(built);
    return built.block;
  }

  /** bytes in the database, pages that are free now among them */
  size(): number {
    return statSync(join(this.path, 'data.mdb')).blocks * 512;
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.path, { recursive: true });
  }
}

/** Milliseconds of a piece of work, by the clock and of CPU: on a busy machine trust the latter. */
export async function costOf(work: () => unknown): Promise<{ time: number; cpu: number }> {
  const before = process.cpuUsage();
  const begun = performance.now();
  await work();
  const time = performance.now() - begun;
  const { user, system } = process.cpuUsage(before);
  return { time, cpu: (user + system) / 1000 };
}

/** Says how far it has come. */
export function progress(text: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
}

/** 10,000, and ten times as many each, up to `largest` and with it. */
export function decades(largest: number): number[] {
  const sizes: number[] = [];
  for (let size = 10_000; size < largest; size *= 10) sizes.push(size);
  return [...sizes, largest];
}
