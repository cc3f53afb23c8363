import { fromHex, fromKey, toHex } from '../../storage/encoding/bytes.ts';
import type { Engine } from '../../vm/engine.ts';
import { WorldState } from '../../vm/state/worldState.ts';
import { CANCUN_RULES, EMPTY_STATE, emptyBlock, SYSTEM_CALLER } from '../emptyChain.ts';
import { ModuleGenesisError } from './errors.ts';

/** One entry of a genesis `alloc`, all of it 0x hex. */
export interface PlacedAccount {
  readonly balance: string;
  readonly nonce: string;
  readonly code: string;
  readonly storage?: Readonly<Record<string, string>>;
}

/** For one constructor or initializer; blocks do not bound it. */
const GAS = 1_000_000_000n;
/** Constructors and initializers see the system caller, block 0 and the time 0. */
const BLOCK = emptyBlock(0n);

/**
 * Makes the first accounts of a chain by running the real constructors and initializers on an empty state, so that code,
 * immutables and storage are what a deployment would have left. What they read of the chain (its id, the time) is fixed.
 */
export class Placement {
  readonly #engine: Engine;
  readonly #state = new WorldState(EMPTY_STATE);

  /** `engine` answers at once. */
  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Puts a contract at an address: the creation code, arguments included, runs there and its answer is the code. Throws ModuleGenesisError. */
  deploy(address: string, creation: string): void {
    const target = fromHex(address);
    this.#state.setNonce(target, 1n);
    this.#state.setCode(target, fromHex(creation));
    const runtime = this.call(address, '0x');
    this.#state.setCode(target, runtime);
  }

  /** Calls a contract, with wei that the caller is given for it; what it returned. Throws ModuleGenesisError when it reverts. */
  call(
    address: string,
    data: string,
    sender?: { readonly from: string; readonly value: bigint },
  ): Uint8Array {
    const caller = sender === undefined ? SYSTEM_CALLER : fromHex(sender.from);
    const value = sender?.value ?? 0n;
    this.#state.beginTransaction();
    if (value > 0n) this.#state.addBalance(caller, value);
    const result = this.#engine.execute(
      {
        caller,
        to: fromHex(address),
        value,
        data: fromHex(data),
        gas: GAS,
        gasPrice: 0n,
        origin: caller,
        blobHashes: [],
      },
      { rules: CANCUN_RULES, block: BLOCK, state: this.#state, tracer: undefined },
    );
    if (result instanceof Promise)
      throw new ModuleGenesisError('initializer-failed', 'the engine does not answer at once');
    if (result.halt !== undefined) {
      const told = `${result.halt} ${toHex(result.returnData)}`;
      throw new ModuleGenesisError('initializer-failed', `${address} could not be made: ${told}`);
    }
    this.#state.endTransaction(CANCUN_RULES);
    return result.returnData;
  }

  /** What stands now, by address in rising order. */
  accounts(): Record<string, PlacedAccount> {
    const { accounts, storage } = this.#state.changes();
    const entries = [...accounts].flatMap(([key, account]) => {
      if (account === null || account.nonce === 0n) return [];
      const slots = [...(storage.get(key)?.slots ?? [])]
        .filter(([, value]) => value.length > 0)
        .map(([slot, value]) => [toHex(fromKey(slot)), toHex(value)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1));
      const placed: PlacedAccount = {
        balance: `0x${account.balance.toString(16)}`,
        nonce: '0x1',
        code: toHex(this.#state.codeByHash(account.codeHash)),
        ...(slots.length > 0 && { storage: Object.fromEntries(slots) }),
      };
      return [[toHex(fromKey(key)), placed] as const];
    });
    return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  }
}
