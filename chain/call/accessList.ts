import { type BytesKey, toKey } from '../../storage/encoding/bytes.ts';
import { createdAddress } from '../../vm/address.ts';
import type { MessageResult } from '../../vm/engine.ts';
import { precompileAddresses } from '../../vm/precompiles/addresses.ts';
import type { Tracer } from '../../vm/tracing/tracer.ts';
import { recoverAuthority } from '../../vm/transaction/authorizations.ts';
import type { ExecutableTransaction } from '../../vm/transaction/executable.ts';
import type { TransactionOutcome } from '../../vm/transaction/execute.ts';
import type { AccessListEntry } from '../transaction/transaction.ts';
import {
  type AccessedSlots,
  accessListTracer,
  equalAccessed,
  toAccessed,
  toAccessList,
} from './accessListTracer.ts';
import type { CallSetting } from './setting.ts';

/** An access list with what the call uses when it is given. */
export interface AccessListResult {
  readonly accessList: readonly AccessListEntry[];
  readonly gasUsed: bigint;
  readonly halt: string | undefined;
}

/** Runs a call in a setting. */
export type Run = (
  tx: ExecutableTransaction,
  setting: CallSetting,
  tracer: Tracer,
) => Promise<TransactionOutcome>;

/**
 * The access list that holds all that the call touches: it is run with the list that the run before made, until the list
 * no longer changes (go-ethereum internal/ethapi: AccessList).
 */
export async function findAccessList(
  tx: ExecutableTransaction,
  setting: CallSetting,
  run: Run,
): Promise<AccessListResult> {
  const excluded = warmAnyway(tx, setting);
  const type = Math.max(tx.type, 1);
  let accessed: AccessedSlots = toAccessed(tx.accessList);
  for (;;) {
    const accessList = toAccessList(accessed);
    const next = toAccessed(accessList);
    const fresh = { ...setting, state: setting.state.fork() };
    const outcome = await run({ ...tx, type, accessList }, fresh, accessListTracer(next, excluded));
    if (equalAccessed(accessed, next)) {
      return { accessList, gasUsed: outcome.gasUsed, halt: describeHalt(outcome.result) };
    }
    accessed = next;
  }
}

/** Accounts that an access list need not name: warm from the start, or changed by the transaction itself. */
function warmAnyway(tx: ExecutableTransaction, { rules, block, state }: CallSetting): ReadonlySet<BytesKey> {
  const excluded = new Set(precompileAddresses(rules).map(toKey));
  excluded.add(toKey(tx.sender));
  excluded.add(toKey(tx.to ?? createdAddress(tx.sender, state.nonce(tx.sender))));
  if (rules.has('shanghai')) excluded.add(toKey(block.coinbase));
  for (const authorization of tx.authorizations) {
    const authority = recoverAuthority(authorization);
    if (authority !== undefined) excluded.add(toKey(authority));
  }
  return excluded;
}

/** geth's text for a halt. */
function describeHalt({ halt }: MessageResult): string | undefined {
  return halt === 'revert' ? 'execution reverted' : halt;
}
