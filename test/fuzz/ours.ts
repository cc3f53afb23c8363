import {
  type BytesKey,
  bigIntToBytes,
  bigIntToFixedBytes,
  EMPTY_BYTES,
  fromKey,
  toHex,
  toHexString,
  toKey,
} from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT, keccak256 } from '../../storage/encoding/keccak.ts';
import type { Account } from '../../storage/state/account.ts';
import type { StateReader } from '../../storage/state/reader.ts';
import type { Engine } from '../../vm/engine.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import { TransactionError } from '../../vm/transaction/errors.ts';
import { executeTransaction, type TransactionOutcome } from '../../vm/transaction/execute.ts';
import type { FuzzCase } from './case.ts';
import { environmentFor, rulesFor } from './config.ts';
import { accountLine, type Executor, type Outcome, type TransactionReport } from './outcome.ts';

/** Stands for the root of storage that is not empty: execution asks for no more. */
const SOME_ROOT = new Uint8Array(32).fill(1);

/** Our transactions over our state, by one of our engines. */
export function ourExecutor(engine: Engine, name: string, tracer?: Tracer): Executor {
  return { name, run: (item) => runCase(engine, item, tracer) };
}

async function runCase(engine: Engine, item: FuzzCase, tracer: Tracer | undefined): Promise<Outcome> {
  const world = worldOf(item);
  const state = new WorldState(world.reader);
  const rules = rulesFor(item);
  const block = environmentFor(item);
  const reports: TransactionReport[] = [];
  for (const tx of item.transactions) {
    try {
      const outcome = await executeTransaction(engine, tx, {
        rules,
        block,
        state,
        tracer,
        gasPoolLeft: block.gasLimit,
        blobGasLeft: rules.blobs === undefined ? undefined : rules.blobs.max * GAS_PER_BLOB,
        validation: 'full',
      });
      reports.push(report(outcome));
    } catch (error) {
      if (!(error instanceof TransactionError)) throw error;
      reports.push({ status: 'refused' });
    }
  }
  return { transactions: reports, state: dump(world, state) };
}

function report({ result, gasUsed, logs, contractAddress }: TransactionOutcome): TransactionReport {
  const gas = gasUsed.toString();
  const returnData = toHex(result.returnData);
  if (result.halt !== undefined) return { status: result.halt, gasUsed: gas, returnData };
  return {
    status: 'success',
    gasUsed: gas,
    refund: result.gasRefund.toString(),
    returnData,
    logs: logs.map(({ address, topics, data }) => [address, ...topics, data].map(toHexString).join(' ')),
    created: contractAddress === undefined ? undefined : toHex(contractAddress),
  };
}

interface World {
  readonly reader: StateReader;
  readonly accounts: Map<BytesKey, Account>;
  readonly slots: Map<BytesKey, Map<BytesKey, Uint8Array>>;
}

function worldOf({ accounts: given }: FuzzCase): World {
  const accounts = new Map<BytesKey, Account>();
  const slots = new Map<BytesKey, Map<BytesKey, Uint8Array>>();
  const codes = new Map<BytesKey, Uint8Array>();
  for (const { address, nonce, balance, code, storage } of given) {
    const codeHash = code.length === 0 ? EMPTY_CODE_HASH : keccak256(code);
    codes.set(toKey(codeHash), code);
    const key = toKey(address);
    accounts.set(key, {
      nonce,
      balance,
      codeHash,
      storageRoot: storage.length === 0 ? EMPTY_TRIE_ROOT : SOME_ROOT,
    });
    const values = storage.map(
      ([slot, value]) => [toKey(bigIntToFixedBytes(slot, 32)), bigIntToBytes(value)] as const,
    );
    slots.set(key, new Map(values));
  }
  return {
    accounts,
    slots,
    reader: {
      account: (address) => accounts.get(toKey(address)),
      slot: (address, key) => slots.get(toKey(address))?.get(toKey(key)) ?? EMPTY_BYTES,
      code: (hash) => codes.get(toKey(hash)) ?? EMPTY_BYTES,
    },
  };
}

/** The world with what `changes()` says on top: so that what would be committed is what is compared. */
function dump({ accounts, slots }: World, state: WorldState): Record<string, string> {
  const changes = state.changes();
  for (const [key, account] of changes.accounts) {
    if (account === null) {
      accounts.delete(key);
      slots.delete(key);
    } else accounts.set(key, account);
  }
  for (const [key, { cleared, slots: changed }] of changes.storage) {
    const own = cleared
      ? new Map<BytesKey, Uint8Array>()
      : (slots.get(key) ?? new Map<BytesKey, Uint8Array>());
    for (const [slot, value] of changed) own.set(slot, value);
    slots.set(key, own);
  }
  const lines: Record<string, string> = {};
  for (const [key, { nonce, balance, codeHash }] of accounts) {
    const own = [...(slots.get(key) ?? [])].map(
      ([slot, value]) => [toHexString(fromKey(slot)), toHexString(value)] as const,
    );
    lines[toHex(fromKey(key))] = accountLine(nonce, balance, state.codeByHash(codeHash), own);
  }
  return lines;
}
