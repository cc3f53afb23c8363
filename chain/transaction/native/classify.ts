import type { Transaction } from '../transaction.ts';
import { KINDS, type SignedKind } from './kinds.ts';
import { isInSet, moduleNumber } from './targets.ts';

/** What a transaction of any type is in XAI's terms; an Ethereum transaction that moves XAI only is a `transfer`. */
export type TransactionKind = SignedKind | 'system' | 'transfer';

/** The kinds with functions of their own, which are asked before the wider module_call. */
const NARROW_KINDS = KINDS.filter(({ target }) => target.form === 'module' && target.calls !== 'any module');

/**
 * The kind of a transaction: a native one says it, any other is known by its recipient and function. `hasCode` is asked
 * only where both leave it open: whether code stands at the recipient.
 */
export function classify(
  { native, to, data }: Pick<Transaction, 'native' | 'to' | 'data'>,
  hasCode: (address: Uint8Array) => boolean,
): TransactionKind {
  if (native !== undefined) return native.kind;
  if (to === undefined) return 'contract_deploy';
  if (moduleNumber(to) !== undefined) return moduleKind(to, data, hasCode);
  return hasCode(to) ? 'contract_call' : 'transfer';
}

/** The kind that a native transaction with this recipient and data is sent as. */
export function nativeKindOf(
  { to, data }: Pick<Transaction, 'to' | 'data'>,
  hasCode: (address: Uint8Array) => boolean,
): SignedKind {
  const kind = classify({ to, data }, hasCode);
  if (kind !== 'transfer' && kind !== 'system') return kind;
  return data.length === 0 ? 'normal' : 'contract_call';
}

function moduleKind(
  to: Uint8Array,
  data: Uint8Array,
  hasCode: (address: Uint8Array) => boolean,
): TransactionKind {
  for (const { name, target } of NARROW_KINDS)
    if (target.form === 'module' && isInSet(target.calls, to, data)) return name;
  if (data.length >= 4) return 'module_call';
  return hasCode(to) ? 'contract_call' : 'transfer';
}
