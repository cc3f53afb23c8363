import { equalBytes } from '../../storage/encoding/bytes.ts';
import { opcodeFacts } from '../../vm/opcodes.ts';
import type { FuzzAccount, FuzzCase } from './case.ts';

/** A smaller case that still fails, found by leaving parts out as long as that goes. Bounded by the number of tries. */
export async function shrink(
  item: FuzzCase,
  fails: (smaller: FuzzCase) => Promise<boolean>,
  tries = 3000,
): Promise<FuzzCase> {
  let best = item;
  let left = tries;
  for (let progress = true; progress && left > 0; ) {
    progress = false;
    for (const smaller of smallerCases(best)) {
      if (left-- <= 0) break;
      if (!(await fails(smaller))) continue;
      best = smaller;
      progress = true;
      break;
    }
  }
  return best;
}

/** Cases with something less, the largest steps first. */
function* smallerCases(item: FuzzCase): Generator<FuzzCase> {
  for (let i = item.transactions.length - 1; i >= 0; i--)
    yield { ...item, transactions: withoutTransaction(item, i) };
  for (const accounts of without(item.accounts)) yield { ...item, accounts };
  for (const [i, tx] of item.transactions.entries()) {
    const put = (change: Partial<typeof tx>): FuzzCase => ({
      ...item,
      transactions: item.transactions.with(i, { ...tx, ...change }),
    });
    for (const accessList of without(tx.accessList)) yield put({ accessList });
    for (const authorizations of without(tx.authorizations)) yield put({ authorizations });
    if (tx.value !== 0n) yield put({ value: 0n });
    for (const data of smallerCode(tx.data)) yield put({ data });
  }
  for (const [i, account] of item.accounts.entries()) {
    const put = (change: Partial<FuzzAccount>): FuzzCase => ({
      ...item,
      accounts: item.accounts.with(i, { ...account, ...change }),
    });
    for (const storage of without(account.storage)) yield put({ storage });
    for (const code of smallerCode(account.code)) yield put({ code });
  }
}

/** The sender's later nonces move up. */
function withoutTransaction({ transactions }: FuzzCase, index: number): FuzzCase['transactions'] {
  const gone = transactions[index];
  return transactions.toSpliced(index, 1).map((tx, i) => {
    const moves = i >= index && gone !== undefined && equalBytes(tx.sender, gone.sender) && tx.nonce > 0n;
    return moves ? { ...tx, nonce: tx.nonce - 1n } : tx;
  });
}

function* without<T>(list: readonly T[]): Generator<T[]> {
  for (let i = list.length - 1; i >= 0; i--) yield list.toSpliced(i, 1);
}

/** Halves away, then single instructions, then instructions replaced by JUMPDEST, which keeps destinations in place. */
function* smallerCode(code: Uint8Array): Generator<Uint8Array> {
  if (code.length === 0) return;
  yield new Uint8Array();
  yield code.subarray(0, code.length >> 1);
  const starts: number[] = [];
  for (let at = 0; at < code.length; at += 1 + (opcodeFacts(code[at] ?? 0)?.immediate ?? 0)) starts.push(at);
  for (let i = starts.length - 1; i >= 0; i--) {
    const start = starts[i] as number;
    const end = Math.min(starts[i + 1] ?? code.length, code.length);
    yield Uint8Array.from([...code.subarray(0, start), ...code.subarray(end)]);
    if (code.subarray(start, end).every((byte) => byte === 0x5b)) continue;
    yield code.slice().fill(0x5b, start, end);
  }
}
