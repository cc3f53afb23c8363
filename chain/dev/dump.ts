import { padLeft, toHex } from '../../storage/encoding/bytes.ts';
import type { Store } from '../../storage/store.ts';
import type { Blockchain } from '../canonical/blockchain.ts';
import { dumpBlock, dumpMined, quantity } from './dumpBlocks.ts';

/** What a dump is made from. */
export interface DumpParts {
  readonly chain: Blockchain;
  readonly store: Store;
}

/** The latest state and the chain in the form of `anvil --dump-state`, as gzip of JSON. */
export function dumpState(parts: DumpParts): Uint8Array {
  const { header } = parts.chain.head();
  const document = {
    block: {
      number: quantity(header.number),
      beneficiary: toHex(header.coinbase),
      timestamp: quantity(header.timestamp),
      gas_limit: Number(header.gasLimit),
      basefee: Number(header.baseFeePerGas ?? 0n),
      difficulty: quantity(header.difficulty),
      prevrandao: toHex(header.mixHash),
      blob_excess_gas_and_price: { excess_blob_gas: Number(header.excessBlobGas ?? 0n), blob_gasprice: 1 },
    },
    accounts: dumpAccounts(parts.store),
    best_block_number: Number(header.number),
    ...dumpChain(parts.chain),
    historical_states: null,
  };
  return Bun.gzipSync(JSON.stringify(document));
}

function dumpAccounts(store: Store): Record<string, unknown> {
  const state = store.latestState();
  const accounts: Record<string, unknown> = {};
  for (const { address, account } of store.latestAccounts()) {
    const storage: Record<string, string> = {};
    for (const { key, value } of store.latestSlots(address)) storage[toHex(key)] = toHex(padLeft(value, 32));
    accounts[toHex(address)] = {
      nonce: Number(account.nonce),
      balance: quantity(account.balance),
      code: toHex(state.code(account.codeHash)),
      storage,
    };
  }
  return accounts;
}

function dumpChain(chain: Blockchain): { blocks: unknown[]; transactions: unknown[] } {
  const blocks: unknown[] = [];
  const transactions: unknown[] = [];
  for (let number = 0n; number <= chain.head().header.number; number++) {
    const block = chain.blockByNumber(number);
    if (block === undefined) continue;
    blocks.push(dumpBlock(block));
    const receipts = chain.receipts(block.hash) ?? [];
    block.transactions.forEach((transaction, index) => {
      const receipt = receipts[index];
      if (receipt !== undefined) transactions.push(dumpMined(block, index, transaction, receipt));
    });
  }
  return { blocks, transactions };
}
