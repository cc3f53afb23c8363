/** Compares, block by block, what the node has told with what its blocks hold. */
import { toHex } from '../../storage/encoding/bytes.ts';
import { type Listener, nameOf } from './listener.ts';
import type { Mix } from './mix.ts';
import type { SoakNode } from './node.ts';

/** Blocks asked for in one eth_getLogs. */
const RANGE = 50;

interface Log {
  readonly blockHash: string;
  readonly logIndex: string;
  readonly transactionHash: string;
}

interface Receipt {
  readonly transactionHash: string;
  readonly status: string;
  readonly logs: readonly Log[];
}

/** What does not fit, in words; prints what was compared. */
export async function verify(node: SoakNode, mix: Mix, listener: Listener): Promise<string[]> {
  const faults: string[] = [];
  const head = Number(await node.call<string>('eth_blockNumber'));
  const left = new Set(mix.taken);
  const told = listener.logs.values();
  const mined = { transactions: 0, logs: 0 };
  for (let from = 1; from <= head; from += RANGE) {
    const to = Math.min(head, from + RANGE - 1);
    const held: Log[] = [];
    for (let number = from; number <= to; number++) {
      for (const receipt of await node.call<Receipt[]>('eth_getBlockReceipts', hex(number))) {
        mined.transactions++;
        held.push(...receipt.logs);
        const { transactionHash: hash, status } = receipt;
        if (!left.delete(hash)) faults.push(`${hash} in block ${number}: never taken, or mined before`);
        if (status !== '0x1') faults.push(`${hash} in block ${number} failed`);
      }
    }
    mined.logs += held.length;
    const found = await node.call<Log[]>('eth_getLogs', { fromBlock: hex(from), toBlock: hex(to) });
    if (JSON.stringify(found) !== JSON.stringify(held))
      faults.push(`eth_getLogs of ${from} to ${to} differs`);
    for (const log of held) {
      const heard = told.next().value;
      if (heard !== nameOf(log)) faults.push(`log ${nameOf(log)}: the subscription told ${heard}`);
    }
  }
  for (const hash of left) faults.push(`${hash} was taken and is in no block`);
  const extra = [...told].length;
  if (extra > 0) faults.push(`the subscription told ${extra} logs that no block holds`);
  const gap = listener.heads.findIndex(
    (number, place) => place > 0 && number !== (listener.heads[place - 1] ?? 0) + 1,
  );
  if (gap > 0) faults.push(`newHeads told ${listener.heads[gap]} after ${listener.heads[gap - 1]}`);
  for (const { address, nonce } of node.senders) {
    const count = await node.call<string>('eth_getTransactionCount', toHex(address), 'latest');
    if (BigInt(count) !== nonce) faults.push(`${toHex(address)} has nonce ${count}, sent ${nonce}`);
  }
  console.log(
    `compared: ${head} blocks, ${mined.transactions} transactions, ${mined.logs} logs by receipts, eth_getLogs and subscription, ` +
      `${listener.heads.length} heads, ${node.senders.length} nonces`,
  );
  return faults;
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}
