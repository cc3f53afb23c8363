import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import { SignJWT } from 'jose';
import { privateKeyToAccount } from 'viem/accounts';
import { type Answer, type DevNode, openDevNode } from '../support/devNode.ts';

/** Drives a node as a consensus client does: over its own port, with tokens. */

const secret = new Uint8Array(32).fill(0x73);
const ZERO = `0x${'00'.repeat(32)}`;
const BEACON_ROOT = `0x${'11'.repeat(32)}`;
const FEE_RECIPIENT = `0x${'fe'.repeat(20)}`;
const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');

interface Payload {
  readonly [field: string]: unknown;
  readonly blockHash: string;
  readonly parentHash: string;
  readonly timestamp: string;
  readonly transactions: readonly string[];
}
type Status = {
  readonly status: string;
  readonly latestValidHash: string | null;
  readonly validationError: string | null;
};

let dev: DevNode;
let head: Payload | undefined;

beforeAll(async () => {
  dev = await openDevNode({
    mode: { kind: 'manual' },
    engine: { host: '127.0.0.1', port: 0, jwtSecret: secret },
  });
});
afterAll(() => dev.close());

async function token(issuedAt = Math.floor(Date.now() / 1000), key = secret): Promise<string> {
  return new SignJWT({ iat: issuedAt }).setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(key);
}

async function post(method: string, params: readonly unknown[], authorization?: string): Promise<Response> {
  const url = dev.node.engineServer?.url ?? '';
  return fetch(url, {
    method: 'POST',
    headers: authorization === undefined ? {} : { authorization },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
}

async function ask(method: string, ...params: unknown[]): Promise<Answer> {
  return (await (await post(method, params, `Bearer ${await token()}`)).json()) as Answer;
}

async function engine<T>(method: string, ...params: unknown[]): Promise<T> {
  const answer = await ask(method, ...params);
  if (answer.error !== undefined) throw new Error(`${answer.error.code} ${answer.error.message}`);
  return answer.result as T;
}

const genesisHash = async () => (await dev.call('eth_getBlockByNumber', '0x0', false)).hash;
const headHash = async () => head?.blockHash ?? (await genesisHash());
const headTime = async () =>
  BigInt(head?.timestamp ?? (await dev.call('eth_getBlockByNumber', '0x0', false)).timestamp);

function choice(headBlockHash: string, safeBlockHash = ZERO, finalizedBlockHash = ZERO) {
  return { headBlockHash, safeBlockHash, finalizedBlockHash };
}

async function attributes(seconds = 12n, prevRandao = `0x${'22'.repeat(32)}`) {
  return {
    timestamp: `0x${((await headTime()) + seconds).toString(16)}`,
    prevRandao,
    suggestedFeeRecipient: FEE_RECIPIENT,
    withdrawals: [{ index: '0x0', validatorIndex: '0x1', address: FEE_RECIPIENT, amount: '0x5' }],
    parentBeaconBlockRoot: BEACON_ROOT,
  };
}

/** A block on the head, made but not told of. */
async function build(
  seconds?: bigint,
  prevRandao?: string,
): Promise<{ payload: Payload; requests: string[] }> {
  const update = await engine<{ payloadStatus: Status; payloadId: string }>(
    'engine_forkchoiceUpdatedV3',
    choice(await headHash()),
    await attributes(seconds, prevRandao),
  );
  expect(update.payloadStatus.status).toBe('VALID');
  const built = await engine<{ executionPayload: Payload; executionRequests: string[] }>(
    'engine_getPayloadV5',
    update.payloadId,
  );
  return { payload: built.executionPayload, requests: built.executionRequests };
}

function tell(payload: Payload, requests: readonly string[] = []): Promise<Status> {
  return engine('engine_newPayloadV4', payload, [], BEACON_ROOT, requests);
}

async function adopt(payload: Payload): Promise<Status> {
  const { payloadStatus } = await engine<{ payloadStatus: Status }>(
    'engine_forkchoiceUpdatedV3',
    choice(payload.blockHash),
  );
  if (payloadStatus.status === 'VALID') head = payload;
  return payloadStatus;
}

async function send(nonce: number): Promise<string> {
  const raw = await account.signTransaction({
    ...{ chainId: 31337, nonce, to: FEE_RECIPIENT as `0x${string}`, value: 1n, gas: 21_000n },
    maxFeePerGas: 10n ** 10n,
    maxPriorityFeePerGas: 10n ** 9n,
  });
  return dev.call('eth_sendRawTransaction', raw);
}

describe('authentication', () => {
  test('a request needs a fresh token signed with the secret', async () => {
    const now = Math.floor(Date.now() / 1000);
    const other = new Uint8Array(32).fill(1);
    const refused = [undefined, 'Bearer', 'Bearer nonsense', `Bearer ${await token(now, other)}`];
    refused.push(`Bearer ${await token(now - 70)}`, `Bearer ${await token(now + 70)}`);
    for (const authorization of refused) {
      expect((await post('eth_chainId', [], authorization)).status).toBe(401);
    }
    for (const issuedAt of [now - 50, now + 50]) {
      expect((await post('eth_chainId', [], `Bearer ${await token(issuedAt)}`)).status).toBe(200);
    }
  });

  test('the open port knows no engine method, the engine port answers eth_ too', async () => {
    expect((await dev.refusal('engine_exchangeCapabilities', [])).code).toBe(-32601);
    expect(await engine<string>('eth_chainId')).toBe('0x7a69');
  });
});

describe('blocks', () => {
  test('are made with what waits in the pool, told of, and become the head', async () => {
    const hash = await send(0);
    const { payload, requests } = await build();
    expect(payload.transactions).toHaveLength(1);
    expect(await tell(payload, requests)).toEqual({
      status: 'VALID',
      latestValidHash: payload.blockHash,
      validationError: null,
    });
    // told of is not yet head
    expect(await dev.call('eth_blockNumber')).toBe('0x0');
    expect((await adopt(payload)).status).toBe('VALID');
    expect(await dev.call('eth_blockNumber')).toBe('0x1');
    const receipt = await dev.call('eth_getTransactionReceipt', hash);
    expect(receipt.blockHash).toBe(payload.blockHash);
  });

  test('come with what the pool has got since they were asked for', async () => {
    const { payloadId } = await engine<{ payloadId: string }>(
      'engine_forkchoiceUpdatedV3',
      choice(await headHash()),
      await attributes(12n, `0x${'33'.repeat(32)}`),
    );
    await send(1);
    const { executionPayload, blockValue } = await engine<{ executionPayload: Payload; blockValue: string }>(
      'engine_getPayloadV5',
      payloadId,
    );
    expect(executionPayload.transactions).toHaveLength(1);
    expect(BigInt(blockValue)).toBe(21_000n * 10n ** 9n);
    await tell(executionPayload);
    await adopt(executionPayload);
  });

  test('are invalid when a field is not what execution gives; the newest valid ancestor is named', async () => {
    const { payload } = await build();
    const wrongHash = await tell({ ...payload, stateRoot: ZERO });
    expect(wrongHash).toMatchObject({ status: 'INVALID', latestValidHash: null });
    expect(wrongHash.validationError).toContain('blockhash mismatch');

    const wrongRoot = { ...payload, stateRoot: ZERO };
    const found = /got (0x[0-9a-f]{64})/.exec(wrongHash.validationError ?? '')?.[1] ?? '';
    const invalid = { ...wrongRoot, blockHash: found };
    const status = await tell(invalid);
    expect(status).toMatchObject({ status: 'INVALID', latestValidHash: await headHash() });
    expect(status.validationError).toContain('state-root');
    // and so it stays, for itself, as a head and for what is built on it
    expect(await tell(invalid)).toEqual(status);
    const update = await engine<{ payloadStatus: Status }>('engine_forkchoiceUpdatedV3', choice(found));
    expect(update.payloadStatus).toEqual(status);
    expect(await dev.call('eth_getBlockByNumber', 'latest', false)).toMatchObject({
      hash: await headHash(),
    });
  });

  test('wait for their ancestors', async () => {
    const unknown = `0x${'77'.repeat(32)}`;
    const update = await engine<{ payloadStatus: Status; payloadId: null }>(
      'engine_forkchoiceUpdatedV3',
      choice(unknown),
    );
    expect(update).toMatchObject({ payloadStatus: { status: 'SYNCING' }, payloadId: null });
  });

  test('of a branch replace those of another, and come back', async () => {
    const fork = head;
    const left = (await build(12n, `0x${'44'.repeat(32)}`)).payload;
    await send(2);
    const right = (await build(13n, `0x${'55'.repeat(32)}`)).payload;
    expect(right.transactions).toHaveLength(1);
    await tell(left);
    await tell(right);
    expect((await adopt(left)).status).toBe('VALID');
    const second = (await build(12n, `0x${'66'.repeat(32)}`)).payload;
    expect((await tell(second)).status).toBe('VALID');
    expect((await adopt(second)).status).toBe('VALID');
    const recipient = async () => BigInt(await dev.call('eth_getBalance', FEE_RECIPIENT, 'latest'));
    const before = await recipient();

    expect((await adopt(right)).status).toBe('VALID');
    expect(await dev.call('eth_blockNumber')).toBe(right.blockNumber as string);
    const onRight = await recipient();
    expect((await adopt(second)).status).toBe('VALID');
    expect(await recipient()).toBe(before);
    expect((await adopt(right)).status).toBe('VALID');
    expect(await recipient()).toBe(onRight);
    expect(right.parentHash).toBe(fork?.blockHash ?? '');
  });

  test('are safe and final when the client says so, and only in the chain of the head', async () => {
    const { parentHash, blockHash } = head as Payload;
    await engine('engine_forkchoiceUpdatedV3', choice(blockHash, blockHash, parentHash));
    expect(await dev.call('eth_getBlockByNumber', 'safe', false)).toMatchObject({
      hash: blockHash,
    });
    expect(await dev.call('eth_getBlockByNumber', 'finalized', false)).toMatchObject({
      hash: parentHash,
    });
    const { error } = await ask('engine_forkchoiceUpdatedV3', choice(blockHash, `0x${'88'.repeat(32)}`));
    expect(error?.code).toBe(-38002);
  });
});

describe('versions', () => {
  test('are for their forks', async () => {
    const { payload } = await build();
    expect((await ask('engine_newPayloadV3', payload, [], BEACON_ROOT)).error?.code).toBe(-38005);
    expect((await ask('engine_newPayloadV1', payload)).error?.code).toBe(-32602);
    expect((await ask('engine_newPayloadV4', payload, [], BEACON_ROOT, ['0x00'])).error?.code).toBe(-32602);
    const { withdrawals: _, ...incomplete } = await attributes();
    const { error } = await ask('engine_forkchoiceUpdatedV3', choice(await headHash()), incomplete);
    expect(error?.code).toBe(-38003);
    expect((await ask('engine_getPayloadV5', '0x0000000000000000')).error?.code).toBe(-38001);
  });

  test('blob hashes have to be those of the transactions', async () => {
    const { payload } = await build();
    const status = await engine<Status>(
      'engine_newPayloadV4',
      payload,
      [`0x01${'00'.repeat(31)}`],
      BEACON_ROOT,
      [],
    );
    expect(status).toMatchObject({ status: 'INVALID', latestValidHash: null });
  });

  test('are told in the exchange', async () => {
    const capabilities = await engine<string[]>('engine_exchangeCapabilities', []);
    expect(capabilities).toContain('engine_newPayloadV4');
    expect(capabilities).not.toContain('engine_exchangeCapabilities');
    const mine = { code: 'LS', name: 'lodestar', version: '1', commit: '0x00000000' };
    expect(await engine<object[]>('engine_getClientVersionV1', mine)).toMatchObject([{ name: 'xai' }]);
  });
});

test('bodies are told by hash and by range', async () => {
  const { blockHash, transactions } = head as Payload;
  const known = { transactions, withdrawals: [expect.anything()] };
  expect(await engine<unknown>('engine_getPayloadBodiesByHashV1', [blockHash, ZERO])).toEqual([known, null]);
  const range = await engine<unknown[]>('engine_getPayloadBodiesByRangeV1', '0x1', '0x10');
  expect(range.at(-1)).toEqual(known);
  expect(range).toHaveLength(Number((head as Payload).blockNumber));
  expect((await ask('engine_getPayloadBodiesByRangeV1', '0x0', '0x1')).error?.code).toBe(-32602);
  expect((await ask('engine_getPayloadBodiesByRangeV1', '0x1', '0x401')).error?.code).toBe(-38004);
});

test('blobs that the pool does not have', async () => {
  expect((await ask('engine_getBlobsV1', [ZERO])).error?.code).toBe(-38005); // Osaka has cell proofs
  expect(await engine<unknown>('engine_getBlobsV2', [ZERO])).toBeNull();
  expect(await engine<unknown>('engine_getBlobsV3', [ZERO])).toEqual([null]);
});
