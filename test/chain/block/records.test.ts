import { describe, expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import { decodeBlock, encodeBlock } from '../../../chain/block/blockCodec.ts';
import {
  countTransactions,
  decodeBody,
  encodeBody,
  readTransaction,
  readTransactionHash,
  storedBlockSize,
} from '../../../chain/block/bodyRecord.ts';
import type { Header } from '../../../chain/block/header.ts';
import { decodeHeader, encodeHeader, hashHeader } from '../../../chain/block/headerCodec.ts';
import { decodeRlp } from '../../../chain/rlp/decode.ts';
import { encodeRlp } from '../../../chain/rlp/encode.ts';
import { signTransaction } from '../../../chain/transaction/sign.ts';
import type { EthereumType } from '../../../chain/transaction/transaction.ts';
import { Random, randomFields } from '../support/random.ts';

/** A header with this many of the fields that forks added. */
function randomHeader(random: Random, optional: 0 | 1 | 2 | 5 | 6): Header {
  return {
    parentHash: random.bytes(32),
    ommersHash: random.bytes(32),
    coinbase: random.bytes(20),
    stateRoot: random.bytes(32),
    transactionsRoot: random.bytes(32),
    receiptsRoot: random.bytes(32),
    logsBloom: random.bytes(256),
    difficulty: random.uint(60),
    number: random.uint(40),
    gasLimit: random.uint(40),
    gasUsed: random.uint(40),
    timestamp: random.uint(40),
    extraData: random.bytes(random.int(33)),
    mixHash: random.bytes(32),
    nonce: random.bytes(8),
    baseFeePerGas: optional > 0 ? random.uint(60) : undefined,
    withdrawalsRoot: optional > 1 ? random.bytes(32) : undefined,
    blobGasUsed: optional > 2 ? random.uint(30) : undefined,
    excessBlobGas: optional > 2 ? random.uint(30) : undefined,
    parentBeaconBlockRoot: optional > 2 ? random.bytes(32) : undefined,
    requestsHash: optional > 5 ? random.bytes(32) : undefined,
  };
}

function randomBlock(random: Random): Block {
  const header = randomHeader(random, random.int(2) === 0 ? 0 : 6);
  return {
    header,
    hash: hashHeader(header),
    transactions: random.list(6, () =>
      signTransaction(randomFields(random, random.int(5) as EthereumType), random.bytes(32)),
    ),
    ommers: random.list(2, () => randomHeader(random, 0)),
    withdrawals:
      header.withdrawalsRoot === undefined
        ? undefined
        : random.list(4, () => ({
            index: random.uint(40),
            validatorIndex: random.uint(30),
            address: random.bytes(20),
            amount: random.uint(50),
          })),
  };
}

describe('headers', () => {
  test('survive the round trip with the fields of every fork', () => {
    const random = new Random(60);
    for (const optional of [0, 1, 2, 5, 6] as const) {
      const header = randomHeader(random, optional);
      expect(decodeHeader(encodeHeader(header))).toEqual(header);
    }
  });

  test('refuse numbers of fields that no fork has', () => {
    const items = decodeRlp(encodeHeader(randomHeader(new Random(61), 6))) as Uint8Array[];
    for (const size of [0, 14, 18, 19]) {
      expect(() => decodeHeader(encodeRlp(items.slice(0, size)))).toThrow(
        expect.objectContaining({ code: 'list-size' }),
      );
    }
    expect(() => decodeHeader(encodeRlp([...items, new Uint8Array(32)]))).toThrow(
      expect.objectContaining({ code: 'list-size' }),
    );
  });
});

test('blocks survive both encodings, and parts are read alone', () => {
  const random = new Random(62);
  for (let i = 0; i < 60; i++) {
    const block = randomBlock(random);
    const encoded = encodeBlock(block);
    expect(decodeBlock(encoded)).toEqual(block);
    const body = encodeBody(block);
    const { transactions, ommers, withdrawals } = block;
    expect(decodeBody(body)).toEqual({ transactions, ommers, withdrawals });
    expect(countTransactions(body)).toBe(transactions.length);
    for (const [index, transaction] of transactions.entries()) {
      expect(readTransaction(body, index)).toEqual(transaction);
      expect(readTransactionHash(body, index)).toEqual(transaction.hash);
    }
    expect(storedBlockSize(encodeHeader(block.header), body)).toBe(encoded.length);
  }
});

test('damaged blocks and bodies give a DecodeError, never another error', () => {
  const random = new Random(63);
  for (let i = 0; i < 200; i++) {
    const block = randomBlock(random);
    for (const [bytes, decode] of [
      [encodeBlock(block), decodeBlock],
      [encodeBody(block), decodeBody],
    ] as const) {
      const damaged = bytes.slice(0, random.int(4) === 0 ? random.int(bytes.length) : bytes.length);
      if (damaged.length > 0) damaged[random.int(damaged.length)] = random.int(256);
      try {
        decode(damaged);
      } catch (error) {
        expect(error).toHaveProperty('name', 'DecodeError');
      }
    }
  }
});
