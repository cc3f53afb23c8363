import { availableParallelism } from 'node:os';
import type { Block } from '../../chain/block/block.ts';
import { decodeBlock } from '../../chain/block/blockCodec.ts';
import type { SenderThread } from '../../chain/block/senderThread.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { type RpcClient, RpcClientError, rpcClient } from '../client/rpcClient.ts';

/** Number and hash of a block. */
export interface BlockPointer {
  readonly number: bigint;
  readonly hash: Uint8Array;
}

/** A node that blocks are read from and transactions are sent to. Every answer is checked for its form; nothing in it is trusted. */
export interface BlockSource {
  readonly url: string;
  /** Its newest block. Rejects with RpcClientError, as all of these. */
  head(): Promise<BlockPointer>;
  /** The hash of its canonical block; undefined where it has none of this number. */
  hashAt(number: bigint): Promise<Uint8Array | undefined>;
  /** What it calls safe or final; undefined where it calls nothing so. */
  marked(name: 'safe' | 'finalized'): Promise<BlockPointer | undefined>;
  /** Canonical blocks from a number on, at most `count`. Throws DecodeError for what is no block. */
  blocks(first: bigint, count: number): Promise<readonly Block[]>;
  /** Hands on a transaction that came through the nodes `via`; false where it could only come back to one of them. */
  submit(raw: Uint8Array, via: readonly string[]): Promise<boolean>;
}

/** Milliseconds that an answer may take: a way that lost it without a word shall not hold up the others for long. */
const PATIENCE = 10_000;

/**
 * Bytes of blocks whose senders are recovered in the thread: some 500 transactions, 25 ms that nothing else would be answered in.
 * Fewer, as of a follower that keeps up, are not worth the thread.
 */
const MANY_BYTES = 64 * 1024;

/** A source at an address of JSON-RPC; `secret` signs tokens for it, `senders` recovers those of many blocks where a second core may do it. */
export function blockSource(
  url: string,
  {
    secret,
    senders,
  }: { readonly secret?: Uint8Array | undefined; readonly senders?: SenderThread | undefined } = {},
): BlockSource {
  const client = rpcClient(url, { timeout: PATIENCE, secret });
  const header = (tag: string) => readHeader(client, tag);
  return {
    url,
    async head() {
      const newest = await header('latest');
      if (newest === undefined) throw new RpcClientError('not-json-rpc', `${url} has no newest block`);
      return newest;
    },
    hashAt: async (number) => (await header(`0x${number.toString(16)}`))?.hash,
    marked: (name) => header(name),
    async blocks(first, count) {
      const answer = await client.call(
        'xai_getRawBlocks',
        `0x${first.toString(16)}`,
        `0x${count.toString(16)}`,
      );
      if (!Array.isArray(answer) || answer.length > count) throw malformed(url, 'xai_getRawBlocks');
      const encoded = answer.map((raw: unknown) => bytesOf(raw, url));
      const size = encoded.reduce((sum, { length }) => sum + length, 0);
      const elsewhere = size >= MANY_BYTES && availableParallelism() > 1;
      const known = elsewhere ? await senders?.recover(encoded) : undefined;
      return encoded.map((block, index) => decodeBlock(block, known?.[index]));
    },
    submit: async (raw, via) => (await client.call('xai_forwardTransaction', toHex(raw), via)) !== null,
  };
}

async function readHeader(client: RpcClient, tag: string): Promise<BlockPointer | undefined> {
  const answer = await client.call<{ number?: unknown; hash?: unknown } | null>('eth_getHeaderByNumber', tag);
  if (answer === null) return undefined;
  const { number, hash } = answer;
  if (typeof number !== 'string' || !/^0x[0-9a-f]{1,16}$/.test(number)) {
    throw malformed(client.url, 'eth_getHeaderByNumber');
  }
  const bytes = bytesOf(hash, client.url);
  if (bytes.length !== 32) throw malformed(client.url, 'eth_getHeaderByNumber');
  return { number: BigInt(number), hash: bytes };
}

function bytesOf(value: unknown, url: string): Uint8Array {
  if (typeof value !== 'string' || !/^0x([0-9a-f]{2})*$/.test(value)) throw malformed(url, 'a request');
  return fromHex(value);
}

function malformed(url: string, method: string): RpcClientError {
  return new RpcClientError('not-json-rpc', `${url} answers ${method} with something else`);
}
