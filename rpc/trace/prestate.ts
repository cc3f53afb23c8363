import { type BytesKey, bigIntToFixedBytes, toKey } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH } from '../../storage/encoding/keccak.ts';
import type { Step, Tracer } from '../../vm/tracing/tracer.ts';
import { recoverAuthority } from '../../vm/transaction/authorizations.ts';
import { delegationTarget } from '../../vm/transaction/delegation.ts';
import type { TraceBudget } from './budget.ts';
import type { TraceSubject } from './collector.ts';
import { OPCODE } from './opcodes.ts';
import { type AccountImage, accountImage } from './prestateImage.ts';

/** Instructions whose topmost word is an account that they look at, and those that call the second one. */
const READS_ACCOUNT: ReadonlySet<number> = new Set([
  OPCODE.BALANCE,
  OPCODE.EXTCODESIZE,
  OPCODE.EXTCODECOPY,
  OPCODE.EXTCODEHASH,
  OPCODE.SELFDESTRUCT,
]);
const CALLS: ReadonlySet<number> = new Set([
  OPCODE.CALL,
  OPCODE.CALLCODE,
  OPCODE.DELEGATECALL,
  OPCODE.STATICCALL,
]);

/** What a transaction touched, as it was before. */
export interface Prestate {
  readonly hooks: Tracer;
  readonly images: ReadonlyMap<BytesKey, AccountImage>;
  /** Accounts that are gone when the transaction is done. */
  readonly deleted: ReadonlySet<BytesKey>;
}

/** Hooks that note every account and, unless told otherwise, every slot at its first touch; those of geth's tracer. */
export function watchPrestate(subject: TraceSubject, budget: TraceBudget, disableStorage: boolean): Prestate {
  const { state, rules } = subject;
  const images = new Map<BytesKey, AccountImage>();
  const created = new Set<BytesKey>();
  const deleted = new Set<BytesKey>();

  const touchAccount = (address: Uint8Array): void => {
    const key = toKey(address);
    if (images.has(key)) return;
    const image = accountImage(state, address);
    budget.spend(image.bytes);
    images.set(key, image);
  };
  const touchSlot = (address: Uint8Array, slot: bigint): void => {
    const image = images.get(toKey(address));
    const key = bigIntToFixedBytes(slot, 32);
    if (disableStorage || image === undefined || image.slots.has(toKey(key))) return;
    budget.spend(2 * 69);
    image.slots.set(toKey(key), state.slot(address, key));
  };
  /** The account that is called, and the one whose code it borrows. */
  const touchCallee = (address: Uint8Array): void => {
    touchAccount(address);
    if (!rules.has('prague')) return;
    const target = delegationTarget(state.code(state.account(address)?.codeHash ?? EMPTY_CODE_HASH));
    if (target !== undefined) touchAccount(target.slice());
  };

  const onStep = (step: Step): void => {
    budget.tick();
    if (step.error !== undefined) return;
    const top = step.stack.at(-1);
    if (top === undefined) return;
    if (step.opcode === OPCODE.SLOAD || step.opcode === OPCODE.SSTORE) touchSlot(step.address, top);
    else if (READS_ACCOUNT.has(step.opcode)) touchAccount(asAddress(top));
    else if (CALLS.has(step.opcode)) touchCallee(asAddress(step.stack.at(-2) ?? 0n));
    // From Cancun on only a contract made in the same transaction goes away (EIP-6780).
    if (step.opcode === OPCODE.SELFDESTRUCT && (!rules.has('cancun') || created.has(toKey(step.address)))) {
      deleted.add(toKey(step.address));
    }
  };

  if (subject.to !== undefined) touchCallee(subject.to);
  touchAccount(subject.sender);
  touchAccount(subject.coinbase);
  for (const authorization of subject.authorizations) {
    const authority = recoverAuthority(authorization);
    if (authority !== undefined) touchAccount(authority);
  }

  return {
    images,
    deleted,
    hooks: {
      onStep,
      onEnter({ kind, to }) {
        if (kind !== 'CREATE' && kind !== 'CREATE2') return;
        touchAccount(to);
        created.add(toKey(to));
      },
    },
  };
}

/** The lower 20 bytes of a stack word. */
function asAddress(value: bigint): Uint8Array {
  return bigIntToFixedBytes(BigInt.asUintN(160, value), 20);
}
