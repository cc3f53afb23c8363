import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  BEACON_ROOT,
  type Built,
  besidesOf,
  EngineChain,
  FEE_RECIPIENT,
  rich,
  TIMES,
  VERSIONS,
  ZERO,
} from '../../support/engineChain.ts';

/** Blocks that are wrong in one thing each, told of as a consensus client would. */

let chain: EngineChain;
let start: string;

beforeEach(async () => {
  chain = await EngineChain.open();
  start = await chain.genesisHash();
});
afterEach(() => chain.close());

const hashOf = ({ payload }: Built) => payload.blockHash;
const latest = async () => (await chain.dev.call('eth_getBlockByNumber', 'latest', false)).hash as string;

/** The block with other fields and the hash that goes with them, which the node itself tells. */
async function sealed(built: Built, change: object, besides = besidesOf(built)): Promise<Built> {
  const payload = { ...built.payload, ...change };
  const [version] = VERSIONS.osaka;
  const { result } = await chain.ask(`engine_newPayloadV${version}`, payload, ...besides);
  const blockHash = /got (0x[0-9a-f]{64})/.exec(result?.validationError ?? '')?.[1];
  if (blockHash === undefined) throw new Error(`no other hash: ${JSON.stringify(result)}`);
  return { ...built, payload: { ...payload, blockHash } };
}

/** A chain whose head is of Osaka, with a block on it that holds a transfer. */
async function osakaBlock(): Promise<{ parent: Built; built: Built }> {
  const blocks = await chain.grow(start, TIMES.merge, 8);
  const parent = blocks.at(-1) as Built;
  await chain.send(0);
  return { parent, built: await chain.build(hashOf(parent), TIMES.osaka + 12) };
}

const raise = (quantity: unknown, by = 1n) => `0x${(BigInt(quantity as string) + by).toString(16)}`;

describe('a block that', () => {
  test('has another hash is not looked at', async () => {
    const { built } = await osakaBlock();
    for (const [field, value] of Object.entries(built.payload)) {
      if (
        !/^0x/.test(String(value)) ||
        Array.isArray(value) ||
        field === 'blockHash' ||
        field === 'extraData'
      )
        continue;
      const changed =
        String(value).length > 18 ? `0x${'5'.repeat(String(value).length - 2)}` : raise(value, 1n);
      const found = await chain.tell({ ...built, payload: { ...built.payload, [field]: changed } });
      expect([field, found]).toEqual([
        field,
        {
          status: 'INVALID',
          latestValidHash: null,
          validationError: expect.stringContaining('blockhash mismatch'),
        },
      ]);
    }
    const wrong = [
      { ...built, requests: ['0x00ff'] },
      { ...built, payload: { ...built.payload, blockHash: ZERO } },
    ];
    for (const other of wrong) {
      expect(await chain.tell(other)).toMatchObject({ status: 'INVALID', latestValidHash: null });
    }
    const root = await chain.ask('engine_newPayloadV4', built.payload, [], ZERO, []);
    expect(root.result).toMatchObject({ status: 'INVALID', latestValidHash: null });
    expect(await chain.tell(built)).toMatchObject({ status: 'VALID' });
  });

  test('breaks a rule is invalid, its parent is the newest valid block, and nothing of it stays', async () => {
    const { parent, built } = await osakaBlock();
    const { payload } = built;
    const broken: [rule: string, change: object][] = [
      ['state-root', { stateRoot: ZERO }],
      ['receipts-root', { receiptsRoot: ZERO }],
      ['logs-bloom', { logsBloom: `0x01${'00'.repeat(255)}` }],
      ['number', { blockNumber: raise(payload.blockNumber) }],
      ['gas-limit', { gasLimit: raise(payload.gasLimit, BigInt(payload.gasLimit as string) / 1024n) }],
      ['gas-used', { gasUsed: '0x5209' }],
      ['gas-used', { gasUsed: raise(payload.gasLimit) }],
      ['timestamp', { timestamp: parent.payload.timestamp }],
      ['base-fee', { baseFeePerGas: raise(payload.baseFeePerGas) }],
      ['blob-gas-used', { blobGasUsed: '0x20000' }],
      ['blob-gas-used', { blobGasUsed: '0x1' }],
      ['excess-blob-gas', { excessBlobGas: '0x1' }],
      [
        'state-root',
        { withdrawals: [{ index: '0x0', validatorIndex: '0x0', address: FEE_RECIPIENT, amount: '0x1' }] },
      ],
    ];
    for (const [rule, change] of broken) {
      const invalid = await sealed(built, change);
      const status = await chain.tell(invalid);
      expect([rule, status]).toEqual([
        rule,
        {
          status: 'INVALID',
          latestValidHash: hashOf(parent),
          validationError: expect.stringContaining(rule),
        },
      ]);
      // again, and as a head
      expect(await chain.tell(invalid)).toEqual(status);
      expect(await chain.choose(hashOf(invalid))).toEqual(status);
      expect(await latest()).toBe(hashOf(parent));
    }
    const bad = (await chain.dev.call('debug_getBadBlocks')) as { hash: string }[];
    expect(bad.length).toBeGreaterThan(0);
    expect(await chain.tell(built)).toMatchObject({ status: 'VALID' });
    expect(await chain.choose(hashOf(built))).toMatchObject({ status: 'VALID' });
    expect(await chain.dev.call('eth_getTransactionCount', rich.address, 'latest')).toBe('0x1');
  });

  test('has wrong requests, with the hash that goes with them', async () => {
    const { parent, built } = await osakaBlock();
    const requests = [`0x00${'ab'.repeat(192)}`];
    const invalid = await sealed(built, {}, [[], BEACON_ROOT, requests]);
    expect(await chain.tell({ ...invalid, requests })).toMatchObject({
      status: 'INVALID',
      latestValidHash: hashOf(parent),
      validationError: expect.stringContaining('requests-hash'),
    });
  });

  test('holds a transaction that cannot be in it', async () => {
    const { parent, built } = await osakaBlock();
    const [good] = built.payload.transactions as [string];
    const sign = (fields: object) =>
      rich.signTransaction({
        ...{ chainId: 31337, nonce: 1, to: FEE_RECIPIENT, value: 1n, gas: 21_000n },
        ...{ maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n, ...fields },
      });
    const executed: [string, string[]][] = [
      ['nonce', [good, good]],
      ['nonce', [good, await sign({ nonce: 7 })]],
      ['funds', [good, await sign({ value: 10n ** 30n })]],
      ['gas', [good, await sign({ gas: 20_000n })]],
      ['fee', [good, await sign({ maxFeePerGas: 1n })]],
      ['chain', [good, await sign({ chainId: 5 })]],
      ['gas', [good, await sign({ gas: 2n ** 24n + 1n })]],
    ];
    for (const [word, transactions] of executed) {
      const invalid = await sealed(built, { transactions });
      const status = await chain.tell(invalid);
      expect([word, status]).toEqual([
        word,
        {
          status: 'INVALID',
          latestValidHash: hashOf(parent),
          validationError: expect.stringMatching(new RegExp(word, 'i')),
        },
      ]);
    }
    for (const transactions of [[''], ['0x'], ['0x02c0'], ['0x05'], [`${good}00`], ['0xc0']]) {
      const answer = await chain.ask(
        'engine_newPayloadV4',
        { ...built.payload, transactions },
        ...besidesOf(built),
      );
      if (transactions[0] === '') expect(answer.error?.code).toBe(-32602);
      else expect(answer.result).toMatchObject({ status: 'INVALID', latestValidHash: null });
    }
  });

  test('is built on invalid ones', async () => {
    const { parent, built } = await osakaBlock();
    let above = await sealed(built, { stateRoot: ZERO });
    expect(await chain.tell(above)).toMatchObject({ status: 'INVALID' });
    for (let height = 1; height < 5; height++) {
      const change = {
        parentHash: hashOf(above),
        blockNumber: raise(above.payload.blockNumber),
        timestamp: raise(above.payload.timestamp, 12n),
        transactions: [],
      };
      above = await sealed(built, change);
      const wanted = {
        status: 'INVALID',
        latestValidHash: hashOf(parent),
        validationError: expect.any(String),
      };
      expect(await chain.tell(above)).toEqual(wanted);
      expect(await chain.choose(hashOf(above))).toEqual(wanted);
    }
    expect(await latest()).toBe(hashOf(parent));
  });
});
