import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildAttributes, TransactionSource } from '../../../chain/building/build.ts';
import type { ExecutedBlock } from '../../../chain/building/executedBlock.ts';
import { Blockchain, type BlockchainParts } from '../../../chain/canonical/blockchain.ts';
import { devGenesis } from '../../../chain/genesis/dev.ts';
import type { Genesis } from '../../../chain/genesis/parse.ts';
import type { TransactionFields } from '../../../chain/transaction/fields.ts';
import { addressOfKey, signTransaction } from '../../../chain/transaction/sign.ts';
import type { Transaction } from '../../../chain/transaction/transaction.ts';
import { Store } from '../../../storage/store.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';

/** Keys of the accounts that test chains begin with. */
export const KEYS = [1, 2, 3].map((n) => new Uint8Array(32).fill(n));
export const ACCOUNTS = KEYS.map(addressOfKey);

/** A genesis of rich accounts under this fork. */
export function testGenesis(hardfork: ForkName): Genesis {
  return devGenesis({
    accounts: ACCOUNTS,
    balance: 10n ** 24n,
    chainId: 31337n,
    gasLimit: 30_000_000n,
    baseFee: 1_000_000_000n,
    timestamp: 1_000n,
    toolContracts: true,
    hardfork,
  });
}

export interface TestChain extends AsyncDisposable {
  readonly chain: Blockchain;
  readonly store: Store;
}

/** A chain in a temporary folder, removed with it. */
export async function openTestChain(
  genesis: Genesis,
  parts: Partial<BlockchainParts> = {},
): Promise<TestChain> {
  const path = mkdtempSync(join(tmpdir(), 'xai-chain-'));
  const store = Store.open({ path, durable: false });
  const chain = Blockchain.open({ genesis }, { store, engine: createWasmEngine(), ...parts });
  return {
    chain,
    store,
    async [Symbol.asyncDispose]() {
      await store.close();
      rmSync(path, { recursive: true });
    },
  };
}

/** Transactions in the order given. */
export function sourceOf(transactions: readonly Transaction[], refused: unknown[] = []): TransactionSource {
  const left = [...transactions];
  return {
    peek: () => left[0],
    shift: () => void left.shift(),
    pop(reason) {
      refused.push(reason);
      left.shift();
    },
  };
}

/** Attributes of the next block, twelve seconds after the head. */
export function nextAttributes(chain: Blockchain, change: Partial<BuildAttributes> = {}): BuildAttributes {
  const { header } = chain.head();
  return {
    timestamp: header.timestamp + 12n,
    coinbase: new Uint8Array(20).fill(0xcb),
    gasLimit: header.gasLimit,
    prevRandao: new Uint8Array(32).fill(9),
    extraData: new Uint8Array(0),
    ...change,
  };
}

/** Builds the next block and makes it the head. */
export async function mine(
  chain: Blockchain,
  transactions: readonly Transaction[] = [],
  change: Partial<BuildAttributes> = {},
): Promise<ExecutedBlock> {
  const built = await chain.build(nextAttributes(chain, change), sourceOf(transactions));
  chain.append(built);
  return built;
}

/** A legacy transaction of the account `from`, all fields but those given at sensible values. */
export function transaction(
  from: number,
  nonce: number,
  change: Partial<TransactionFields> = {},
): Transaction {
  const fields: TransactionFields = {
    type: 0,
    chainId: undefined,
    nonce: BigInt(nonce),
    gasLimit: 200_000n,
    maxFeePerGas: 2_000_000_000n,
    maxPriorityFeePerGas: 2_000_000_000n,
    to: new Uint8Array(20).fill(0xaa),
    value: 1n,
    data: new Uint8Array(0),
    accessList: [],
    ...change,
  };
  const key = KEYS[from];
  if (key === undefined) throw new Error(`no account ${from}`);
  return signTransaction(fields, key);
}

/** Init code of a contract whose runtime is `runtime`. */
export function deploying(runtime: Uint8Array): Uint8Array {
  // PUSH1 n DUP1 PUSH1 11 PUSH1 0 CODECOPY PUSH1 0 RETURN
  return Uint8Array.of(0x60, runtime.length, 0x80, 0x60, 0x0b, 0x60, 0, 0x39, 0x60, 0, 0xf3, ...runtime);
}
