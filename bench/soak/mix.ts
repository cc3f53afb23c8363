/** The load: transactions and reads as wallets, indexers and developers send them, at a steady rate. */
import { encodeDeployData } from 'viem';
import { bigIntToFixedBytes, fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { artefact } from '../../test/e2e/contracts/compile.ts';
import { range } from '../range.ts';
import { balanceOfData, recipient, type Sender, sign, signTokenTransfer, transferData } from '../subject.ts';
import type { SoakNode } from './node.ts';

/** Requests on their way at a time. */
const LANES = 16;
/** Of how many transfers one goes to an account that nobody has heard of. */
const NEW_ACCOUNT = 4;
const TRANSFER = '0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef';

/** Sends, counts, and remembers what the node has promised. */
export class Mix {
  /** hashes of the transactions that the node has taken */
  readonly taken = new Set<string>();
  /** what went wrong, in words */
  readonly errors: string[] = [];
  reads = 0;
  token: Uint8Array = new Uint8Array(20);
  #sent = 0;
  /** some that were taken of late */
  #recent: string[] = [];

  constructor(private readonly node: SoakNode) {}

  /** A token, and some of it for every sender. */
  async prepare(): Promise<void> {
    const { abi, bytecode } = artefact('Token');
    const [first, ...others] = this.node.senders as [Sender, ...Sender[]];
    const data = fromHex(encodeDeployData({ abi, bytecode, args: ['Soak', 'SOAK', 10n ** 18n] }));
    const hash = await this.#transact(sign(first, undefined, { data, gasLimit: 5_000_000n }));
    await this.settle();
    const receipt = await this.node.call<{ contractAddress: string }>('eth_getTransactionReceipt', hash);
    this.token = fromHex(receipt.contractAddress);
    for (const { address } of others) {
      const given = transferData(address, 10n ** 12n);
      await this.#transact(sign(first, this.token, { data: given, gasLimit: 100_000n }));
    }
    await this.settle();
  }

  /** What is to be sent in a second; resolves when all of it is answered. */
  async second(rate: { readonly transactions: number; readonly reads: number }): Promise<void> {
    const { senders } = this.node;
    const work = [
      ...range(rate.transactions).map(() => () => this.#transact(this.#transaction(senders))),
      ...range(rate.reads).map((index) => () => this.#read(index)),
    ].sort(() => Math.random() - 0.5);
    const lane = async () => {
      for (let next = work.pop(); next !== undefined; next = work.pop()) await next();
    };
    await Promise.all(range(LANES).map(lane));
  }

  /** Resolves when every transaction taken is in a block. */
  async settle(): Promise<void> {
    for (let attempts = 0; attempts < 600; attempts++) {
      const { pending, queued } = await this.node.call<{ pending: string; queued: string }>('txpool_status');
      if (Number(pending) + Number(queued) === 0) return;
      await Bun.sleep(100);
    }
    this.errors.push('the pool is not empty after a minute');
  }

  #transaction(senders: readonly Sender[]): string {
    const index = this.#sent++;
    const sender = senders[index % senders.length] as Sender;
    if (index % 2 === 0) return signTokenTransfer(sender, this.token, index);
    const to = index % NEW_ACCOUNT === 1 ? freshAccount(index) : recipient(index);
    return sign(sender, to, { value: 1n });
  }

  async #transact(raw: string): Promise<string> {
    const hash = await this.#ask<string>('eth_sendRawTransaction', raw);
    if (hash === undefined) return '';
    this.taken.add(hash);
    this.#recent.push(hash);
    if (this.#recent.length > 2000) this.#recent = this.#recent.slice(1000);
    return hash;
  }

  async #read(index: number): Promise<void> {
    const [method, ...params] = this.#question(index);
    await this.#ask(method, ...params);
    this.reads++;
  }

  #question(index: number): [string, ...unknown[]] {
    const token = toHex(this.token);
    const address = toHex(recipient(Math.floor(Math.random() * 1000)));
    const sender = toHex((this.node.senders[index % this.node.senders.length] as Sender).address);
    const call = { from: sender, to: token, data: toHex(transferData(recipient(index), 1n)) };
    const hash = this.#recent[Math.floor(Math.random() * this.#recent.length)];
    const questions: [string, ...unknown[]][] = [
      ['eth_getBalance', address, 'latest'],
      ['eth_getTransactionCount', sender, 'pending'],
      ['eth_getBalance', address, `0x${Math.floor(this.taken.size / 1000).toString(16)}`],
      ['eth_call', { to: token, data: toHex(balanceOfData(recipient(index))) }, 'latest'],
      ['eth_getTransactionReceipt', hash],
      ['eth_getTransactionByHash', hash],
      ['eth_getBlockByNumber', 'latest', index % 32 < 16],
      ['eth_blockNumber'],
      ['eth_estimateGas', call],
      ['eth_feeHistory', '0x10', 'latest', [50]],
      ['eth_getProof', token, [`0x${'00'.repeat(32)}`], 'latest'],
      ['eth_gasPrice'],
      ['eth_getCode', token, 'latest'],
      ['eth_call', call, 'latest'],
    ];
    // dearer ones, as an indexer or an explorer asks them
    if (index % 20 === 0)
      return ['eth_getLogs', { topics: [TRANSFER, null, topicOf(address)], fromBlock: '0x1' }];
    if (index % 20 === 10 && hash !== undefined)
      return ['debug_traceTransaction', hash, { tracer: 'callTracer' }];
    return questions[index % questions.length] as [string, ...unknown[]];
  }

  async #ask<T>(method: string, ...params: readonly unknown[]): Promise<T | undefined> {
    try {
      return await this.node.call<T>(method, ...params);
    } catch (error) {
      // A transaction that waits has no trace yet.
      if (!String(error).includes('not found')) this.errors.push(`${method}: ${String(error).slice(0, 200)}`);
      return undefined;
    }
  }
}

function topicOf(address: string): string {
  return `0x${'00'.repeat(12)}${address.slice(2)}`;
}

function freshAccount(index: number): Uint8Array {
  return keccak256(bigIntToFixedBytes(BigInt(index) + (1n << 64n), 32)).subarray(12);
}
