/**
 * A small indexer that works as Ponder, Subsquid and The Graph do: it fills in the past by ranges of eth_getLogs, then
 * follows newHeads, asks for each block's logs by its hash, and walks back over blocks that are no longer canonical.
 */
import { createPublicClient, type Hex, type Log, numberToHex, webSocket } from 'viem';

/** What the indexer holds: the logs of each canonical block, oldest block first. */
export interface Indexer {
  blocks(): readonly IndexedBlock[];
  /** Resolves when everything announced so far is worked in. Throws what went wrong meanwhile. */
  settled(): Promise<void>;
  /** Hears nothing more; the socket ends with the node. */
  close(): Promise<void>;
}

/** A block as the indexer knows it. */
export interface IndexedBlock {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
  readonly logs: readonly Log[];
}

interface Head {
  readonly number: bigint;
  readonly hash: Hex;
  readonly parentHash: Hex;
}

/** Starts to index from block 0; `range` blocks at a time until it has caught up. */
export async function startIndexer(webSocketUrl: string, range: bigint): Promise<Indexer> {
  const client = createPublicClient({
    transport: webSocket(webSocketUrl, {
      key: 'indexer',
      retryCount: 0,
      reconnect: false,
      keepAlive: false,
    }),
    cacheTime: 0,
  });
  const blocks: IndexedBlock[] = [];
  const fetchHead = async (hash: Hex): Promise<Head> => {
    const { number, parentHash } = await client.getBlock({ blockHash: hash });
    return { number, hash, parentHash };
  };

  /** Makes `head` the last block held: drops what it does not descend from and fetches what is missing below it. */
  const follow = async (head: Head): Promise<void> => {
    if (blocks.some((block) => block.hash === head.hash)) return;
    const missing = [head];
    for (
      let oldest = head;
      oldest.number > 0n && !blocks.some((block) => block.hash === oldest.parentHash);
    ) {
      oldest = await fetchHead(oldest.parentHash);
      missing.unshift(oldest);
    }
    const parent = blocks.findIndex((block) => block.hash === missing[0]?.parentHash);
    blocks.length = parent + 1;
    for (const block of missing)
      blocks.push({ ...block, logs: await client.getLogs({ blockHash: block.hash }) });
  };

  let work: Promise<void> = Promise.resolve();
  const waiting: Head[] = [];
  let caughtUp = false;
  let closed = false;
  const drain = () => {
    for (const head of waiting.splice(0)) work = work.then(() => follow(head));
  };
  const { unsubscribe } = await client.transport.subscribe({
    params: ['newHeads'],
    onData: ({ result }) => {
      const { number, hash, parentHash } = result as unknown as { number: Hex; hash: Hex; parentHash: Hex };
      waiting.push({ number: BigInt(number), hash, parentHash });
      if (caughtUp) drain();
    },
    onError: (error) => {
      if (!closed) work = work.then(() => Promise.reject(error));
    },
  });

  const head = await client.getBlockNumber();
  for (let from = 0n; from <= head; from += range) {
    const to = from + range - 1n < head ? from + range - 1n : head;
    const logs = (await client.request({
      method: 'eth_getLogs',
      params: [{ fromBlock: numberToHex(from), toBlock: numberToHex(to) }],
    })) as unknown as Log[];
    for (let number = from; number <= to; number++) {
      const { hash, parentHash } = await client.getBlock({ blockNumber: number });
      blocks.push({ number, hash, parentHash, logs: logs.filter((log) => log.blockHash === hash) });
    }
  }
  caughtUp = true;
  drain();

  return {
    blocks: () => blocks,
    settled: () => work,
    async close() {
      closed = true;
      await unsubscribe();
    },
  };
}
