/** What ethers 5 and web3.js 4 make of every transaction of a block. */
import { providers } from 'ethers';
import { Web3 } from 'web3';

/** A transaction and its receipt in the words of test/e2e/native/facts.ts. */
interface Fact {
  readonly hash: string;
  readonly from: string;
  readonly to: string | null;
  readonly nonce: number;
  readonly index: number;
  readonly type: number;
  readonly status: number;
  readonly logs: number;
}

const lower = (address: string | null | undefined) => address?.toLowerCase() ?? null;

/** With ethers 5. */
export async function ethers5(url: string, number: number): Promise<Fact[]> {
  const provider = new providers.JsonRpcProvider(url);
  const block = await provider.getBlockWithTransactions(number);
  return Promise.all(
    block.transactions.map(async (tx) => {
      const alone = await provider.getTransaction(tx.hash);
      const receipt = await provider.getTransactionReceipt(tx.hash);
      if (alone.from !== tx.from || receipt.from !== tx.from) throw new Error('two senders');
      return {
        hash: tx.hash,
        from: lower(tx.from) ?? '',
        to: lower(tx.to),
        nonce: tx.nonce,
        index: receipt.transactionIndex,
        type: tx.type ?? 0,
        status: Number(receipt.status),
        logs: receipt.logs.length,
      };
    }),
  );
}

/** With web3.js 4. */
export async function web3js(url: string, number: number): Promise<Fact[]> {
  const web3 = new Web3(url);
  const block = await web3.eth.getBlock(number, true);
  return Promise.all(
    block.transactions.map(async (found) => {
      if (typeof found === 'string') throw new Error('only a hash');
      const hash = String(found.hash);
      const alone = await web3.eth.getTransaction(hash);
      const receipt = await web3.eth.getTransactionReceipt(hash);
      if (alone.from !== found.from) throw new Error('two senders');
      return {
        hash,
        from: lower(found.from) ?? '',
        to: lower(found.to),
        nonce: Number(found.nonce),
        index: Number(found.transactionIndex),
        type: Number(found.type),
        status: Number(receipt.status),
        logs: receipt.logs.length,
      };
    }),
  );
}
