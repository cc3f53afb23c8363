import { describe, expect, test } from 'bun:test';
import { pooled } from '../../../chain/pool/pooled.ts';
import { Selection, type TransactionOrder } from '../../../chain/pool/selection.ts';
import { address, makeTransaction } from '../samples.ts';

/** Names like `a0` (sender and nonce) in the order given out. */
function orderOf(
  tips: Record<string, [nonce: number, tip: bigint][]>,
  order: TransactionOrder,
  baseFee = 0n,
) {
  let arrival = 0;
  const senders = Object.entries(tips).map(([name, list]) =>
    list.map(([nonce, tip]) =>
      pooled(
        makeTransaction({
          sender: address(name.charCodeAt(0)),
          nonce: BigInt(nonce),
          maxFeePerGas: 100n,
          maxPriorityFeePerGas: tip,
        }),
        arrival++,
      ),
    ),
  );
  const selection = new Selection(senders, order, { baseFee, blobBaseFee: undefined });
  const taken: string[] = [];
  for (let next = selection.peek(); next !== undefined; next = selection.peek()) {
    taken.push(`${String.fromCharCode(next.sender[0] ?? 0)}${next.nonce}`);
    selection.shift();
  }
  return taken.join(' ');
}

describe('selection', () => {
  const tips: Record<string, [number, bigint][]> = {
    a: [
      [0, 5n],
      [1, 90n],
    ],
    b: [
      [4, 20n],
      [5, 1n],
    ],
    c: [[0, 20n]],
  };

  test('takes the best tip of the senders’ next ones, of equals the first', () => {
    expect(orderOf(tips, 'fees')).toBe('b4 c0 a0 a1 b5');
  });

  test('first come, first served', () => {
    expect(orderOf(tips, 'fifo')).toBe('a0 a1 b4 b5 c0');
  });

  test('the fee cap bounds the tip, and below the base fee holds the sender back', () => {
    expect(orderOf({ a: [[0, 50n]], b: [[0, 20n]] }, 'fees', 90n)).toBe('a0 b0');
    expect(orderOf(tips, 'fees', 101n)).toBe('');
  });

  test('pop leaves out the rest of the sender', () => {
    const entries = [0n, 1n].map((nonce, index) => pooled(makeTransaction({ nonce }), index));
    const other = pooled(makeTransaction({ sender: address(9), maxPriorityFeePerGas: 1n }), 2);
    const selection = new Selection([entries, [other]], 'fees', { baseFee: 0n, blobBaseFee: undefined });
    selection.pop();
    expect(selection.peek()).toBe(other.transaction);
  });

  test('many senders come out in order', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed;
    };
    const senders = Array.from({ length: 500 }, (_, index) => [
      pooled(
        makeTransaction({ sender: address(index), maxPriorityFeePerGas: BigInt(random() % 1000) }),
        index,
      ),
    ]);
    const selection = new Selection(senders, 'fees', { baseFee: 0n, blobBaseFee: undefined });
    const taken: bigint[] = [];
    for (let next = selection.peek(); next !== undefined; next = selection.peek()) {
      taken.push(next.maxPriorityFeePerGas);
      selection.shift();
    }
    expect(taken).toEqual([...taken].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0)));
    expect(taken).toHaveLength(500);
  });
});
