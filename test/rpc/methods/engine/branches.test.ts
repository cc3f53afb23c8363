import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import {
  attributesAt,
  type Built,
  choice,
  EngineChain,
  FEE_RECIPIENT,
  rich,
  type Status,
  TIMES,
  type Update,
  ZERO,
} from '../../support/engineChain.ts';

/** Reorganisations, unknown ancestors, and what survives a restart, as a consensus client causes them. */

let chain: EngineChain;
let start: string;

beforeEach(async () => {
  chain = await EngineChain.open();
  start = await chain.genesisHash();
});
afterEach(() => chain.close());

const hashOf = (built: Built | undefined) => built?.payload.blockHash ?? '';
const last = (blocks: readonly Built[]) => hashOf(blocks.at(-1));
const latest = async () => (await chain.dev.call('eth_getBlockByNumber', 'latest', false)).hash as string;
const tagged = async (tag: string) =>
  (await chain.dev.call('eth_getBlockByNumber', tag, false)).hash as string;
const valid = (hash: string): Status => ({ status: 'VALID', latestValidHash: hash, validationError: null });
const SYNCING: Status = { status: 'SYNCING', latestValidHash: null, validationError: null };

/** Two branches on the genesis, over several forks; the transaction is in the second one only. */
async function twoBranches() {
  const left = await chain.grow(start, TIMES.merge, 7, 0x01);
  expect(await chain.choose(start)).toEqual(valid(start));
  await chain.send(0);
  const right = await chain.grow(start, TIMES.merge, 9, 0x02);
  return { left, right };
}

describe('branches', () => {
  test('several deep replace each other, forth and back, with state, transactions and logs of each', async () => {
    const { left, right } = await twoBranches();
    const hash = (await chain.dev.call('eth_getBlockByNumber', '0x1', false)).transactions[0];
    const nonce = () => chain.dev.call('eth_getTransactionCount', rich.address, 'latest');
    for (let round = 0; round < 3; round++) {
      expect(await chain.choose(last(left))).toEqual(valid(last(left)));
      expect(await latest()).toBe(last(left));
      expect(await nonce()).toBe('0x0');
      expect(await chain.dev.call('eth_getTransactionReceipt', hash)).toBeNull();
      // what the chain lost waits again
      expect((await chain.dev.call('eth_getTransactionByHash', hash)).blockHash).toBeNull();
      expect(await chain.choose(last(right))).toEqual(valid(last(right)));
      expect(await nonce()).toBe('0x1');
      expect((await chain.dev.call('eth_getTransactionReceipt', hash)).blockHash).toBe(hashOf(right[0]));
      expect(BigInt(await chain.dev.call('eth_getBalance', FEE_RECIPIENT, 'latest'))).toBeGreaterThan(0n);
    }
    // a head in the middle of the other branch
    expect(await chain.choose(hashOf(left[3]))).toEqual(valid(hashOf(left[3])));
    expect(await chain.dev.call('eth_blockNumber')).toBe('0x4');
    expect(await chain.dev.call('eth_getBlockByNumber', '0x5', false)).toBeNull();
    expect(await chain.choose(last(left))).toEqual(valid(last(left)));
  });

  test('fork off at different heights', async () => {
    const trunk = await chain.grow(start, TIMES.merge, 4, 0x01);
    const time = TIMES.merge + 48;
    const first = await chain.grow(last(trunk), time, 3, 0x02);
    await chain.choose(last(trunk));
    const second = await chain.grow(last(trunk), time, 3, 0x03);
    await chain.choose(hashOf(second[0]));
    const third = await chain.grow(hashOf(second[0]), time + 12, 4, 0x04);
    for (const head of [last(first), last(second), last(third), last(first), last(trunk), last(third)]) {
      expect(await chain.choose(head)).toEqual(valid(head));
      expect(await latest()).toBe(head);
    }
  });

  test('an ancestor of the head becomes the head, with a block built on it; one below the final block does not', async () => {
    const blocks = await chain.grow(start, TIMES.merge, 6);
    const attributes = attributesAt(TIMES.merge + 12 * 4, 0x09);
    const update = await chain.engine<Update>(
      'engine_forkchoiceUpdatedV3',
      choice(hashOf(blocks[2])),
      attributes,
    );
    expect(update.payloadStatus).toEqual(valid(hashOf(blocks[2])));
    expect(update.payloadId).toMatch(/^0x/);
    expect(await chain.dev.call('eth_blockNumber')).toBe('0x3');

    await chain.choose(last(blocks), last(blocks), hashOf(blocks[3]));
    const behind = await chain.engine<Update>(
      'engine_forkchoiceUpdatedV3',
      choice(hashOf(blocks[1])),
      attributes,
    );
    expect(behind).toEqual({ payloadStatus: valid(hashOf(blocks[1])), payloadId: null });
    expect(await latest()).toBe(last(blocks));
  });

  test('a choice that contradicts itself changes nothing', async () => {
    const { left, right } = await twoBranches();
    const invalidState = -38002;
    const refused = [
      choice(last(left), last(right)),
      choice(last(left), ZERO, last(right)),
      choice(last(left), `0x${'77'.repeat(32)}`),
      choice(hashOf(left[2]), hashOf(left[3])),
      choice(hashOf(right[2]), ZERO, hashOf(right[3])),
    ];
    for (const state of refused) {
      expect(await chain.refusal('engine_forkchoiceUpdatedV3', state)).toBe(invalidState);
      expect(await latest()).toBe(last(right));
      expect((await chain.dev.refusal('eth_getBlockByNumber', 'safe', false)).code).toBe(-32000);
    }
  });
});

describe('unknown ancestors', () => {
  test('make the client wait, until the blocks between have come', async () => {
    const blocks = await chain.grow(start, TIMES.merge, 12);
    await chain.close();
    chain = await EngineChain.open();
    const unknown = `0x${'77'.repeat(32)}`;
    expect(await chain.choose(unknown)).toEqual(SYNCING);
    // the newest first, as a client does that begins at the head
    for (const built of blocks.slice(1).toReversed()) {
      expect(await chain.tell(built)).toEqual(SYNCING);
      expect(await chain.choose(hashOf(built))).toEqual(SYNCING);
    }
    expect(await latest()).toBe(start);
    expect(await chain.tell(blocks[0] as Built)).toEqual(valid(hashOf(blocks[0])));
    expect(await chain.choose(last(blocks))).toEqual(valid(last(blocks)));
    expect(await latest()).toBe(last(blocks));
  });

  test('that turn out invalid make what waits for them invalid', async () => {
    const blocks = await chain.grow(start, TIMES.merge, 5);
    await chain.close();
    chain = await EngineChain.open();
    for (const built of blocks.slice(2)) expect(await chain.tell(built)).toEqual(SYNCING);
    // the second block is one that the third names as its parent, and breaks a rule: another gas limit than allowed
    await chain.tell(blocks[0] as Built);
    const broken = await breakBlock(blocks[1] as Built, { gasLimit: '0x1' });
    const child = await breakBlock(blocks[2] as Built, { parentHash: hashOf(broken) });
    const grandchild = await breakBlock(blocks[3] as Built, { parentHash: hashOf(child) });
    expect(await chain.tell(grandchild)).toEqual(SYNCING);
    expect(await chain.tell(child)).toEqual(SYNCING);
    const status = await chain.tell(broken);
    expect(status).toMatchObject({ status: 'INVALID', latestValidHash: hashOf(blocks[0]) });
    for (const descendant of [grandchild, child]) {
      const found = await chain.choose(hashOf(descendant));
      expect(found).toMatchObject({ status: 'INVALID', latestValidHash: hashOf(blocks[0]) });
      expect(await chain.tell(descendant)).toEqual(found);
    }
    // the good ones are as good as before
    expect(await chain.tell(blocks[1] as Built)).toEqual(valid(hashOf(blocks[1])));
    expect(await chain.choose(last(blocks))).toEqual(valid(last(blocks)));
  });
});

/** The block with other fields and the hash that goes with them, which the node itself tells. */
async function breakBlock(built: Built, change: object): Promise<Built> {
  const payload = { ...built.payload, ...change };
  const { validationError } = await chain.tell({ ...built, payload });
  const blockHash = /got (0x[0-9a-f]{64})/.exec(validationError ?? '')?.[1] ?? '';
  return { ...built, payload: { ...payload, blockHash } };
}

describe('a restart', () => {
  test('keeps head, safe and final; what was told of and never chosen has to be told again', async () => {
    const blocks = await chain.grow(start, TIMES.merge, 8);
    const told = await chain.build(last(blocks), TIMES.merge + 12 * 9);
    await chain.tell(told);
    expect(await chain.choose(last(blocks), hashOf(blocks[5]), hashOf(blocks[3]))).toEqual(
      valid(last(blocks)),
    );
    await chain.restart();
    expect(await latest()).toBe(last(blocks));
    expect(await tagged('safe')).toBe(hashOf(blocks[5]));
    expect(await tagged('finalized')).toBe(hashOf(blocks[3]));
    expect(await chain.choose(hashOf(told))).toEqual(SYNCING);
    expect(await chain.tell(told)).toEqual(valid(hashOf(told)));
    expect(await chain.choose(hashOf(told), hashOf(blocks[6]), hashOf(blocks[4]))).toEqual(
      valid(hashOf(told)),
    );
    expect(await tagged('finalized')).toBe(hashOf(blocks[4]));
  });

  test('leaves side branches that the chain once had', async () => {
    const { left, right } = await twoBranches();
    await chain.choose(last(left));
    await chain.restart();
    expect(await latest()).toBe(last(left));
    expect(await chain.choose(last(right))).toEqual(valid(last(right)));
  });
});

describe('safe and final', () => {
  test('are nothing before the client says so, and a zero hash leaves them', async () => {
    const blocks = await chain.grow(start, TIMES.merge, 3);
    for (const tag of ['safe', 'finalized']) {
      expect(await chain.dev.refusal('eth_getBlockByNumber', tag, false)).toEqual({
        code: -32000,
        message: `${tag} block not found`,
      });
      expect((await chain.dev.refusal('eth_getBalance', FEE_RECIPIENT, tag)).code).toBe(-32000);
    }
    await chain.choose(last(blocks), hashOf(blocks[1]), hashOf(blocks[0]));
    await chain.choose(last(blocks));
    expect(await tagged('safe')).toBe(hashOf(blocks[1]));
    expect(await tagged('finalized')).toBe(hashOf(blocks[0]));
  });
});

describe('a block in the making', () => {
  test('gets better while the pool does, and is what newPayload takes', async () => {
    const [first] = await chain.grow(start, TIMES.merge, 1);
    const attributes = attributesAt(TIMES.merge + 24);
    const { payloadId } = await chain.engine<Update>(
      'engine_forkchoiceUpdatedV2',
      choice(hashOf(first)),
      attributes,
    );
    for (const [nonce, count] of [
      [0, 1],
      [1, 2],
      [2, 3],
    ] as const) {
      await chain.send(nonce);
      const got = await chain.engine<{ executionPayload: Built['payload']; blockValue: string }>(
        'engine_getPayloadV2',
        payloadId,
      );
      expect(got.executionPayload.transactions).toHaveLength(count);
      expect(BigInt(got.blockValue)).toBe(BigInt(count) * 21_000n * 10n ** 9n);
      expect(await chain.tell({ payload: got.executionPayload, requests: [] })).toMatchObject({
        status: 'VALID',
      });
    }
    // the same wish has the same id, another one another
    const again = await chain.engine<Update>('engine_forkchoiceUpdatedV2', choice(hashOf(first)), attributes);
    expect(again.payloadId).toBe(payloadId);
    const other = { ...attributes, suggestedFeeRecipient: `0x${'ab'.repeat(20)}` };
    const second = await chain.engine<Update>('engine_forkchoiceUpdatedV2', choice(hashOf(first)), other);
    expect(second.payloadId).not.toBe(payloadId);
  });
});
