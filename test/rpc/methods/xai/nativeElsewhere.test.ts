import { expect, test } from 'bun:test';
import { SignJWT } from 'jose';
import { privateKeyToAccount } from 'viem/accounts';
import { systemTransaction } from '../../../../chain/transaction/native/system.ts';
import { toHex } from '../../../../storage/encoding/bytes.ts';
import { moduleAddress, NATIVE_SENDER, nativeBlocks, signWanted } from '../../../support/nativeTraffic.ts';
import { type Answer, openDevNode } from '../../support/devNode.ts';

const RICH = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');

test('a dump of a chain with native transactions loads again to the same transactions', async () => {
  const dev = await openDevNode();
  try {
    const made = await nativeBlocks(dev.call);
    const tag = `0x${made.number.toString(16)}`;
    // Blocks that are loaded stand on another parent: all but their hashes is as it was.
    const view = async () => {
      const { hash, transactions } = await dev.call('eth_getBlockByNumber', tag, true);
      const answers = [
        transactions,
        await dev.call('eth_getBlockReceipts', tag),
        (await dev.call('xai_getBlock', tag, true)).transactions,
        await dev.call('debug_getRawReceipts', tag),
      ];
      return JSON.stringify(answers).replaceAll(hash, 'the block');
    };
    const before = await view();
    const dump = await dev.call('anvil_dumpState', true);
    await dev.call('anvil_reset');
    expect(await dev.call('eth_getBlockByNumber', tag, true)).toBeNull();
    await dev.call('anvil_loadState', dump);
    expect(await view()).toBe(before);
  } finally {
    await dev.close();
  }
});

test('an envelope is traced before it is sent, and put into a block of a reorganisation', async () => {
  const dev = await openDevNode();
  try {
    const { logger } = await nativeBlocks(dev.call);
    const raw = toHex(signWanted({ kind: 'contract_call', to: logger }, 10n).raw);
    const { trace } = await dev.call('trace_rawTransaction', raw, ['trace']);
    expect(trace[0].action).toMatchObject({ from: toHex(NATIVE_SENDER), to: toHex(logger) });
    await dev.call('evm_mine');
    await dev.call('anvil_reorg', 1, [[raw, 0]]);
    const { transactions } = await dev.call('eth_getBlockByNumber', 'latest', true);
    expect(transactions).toEqual([expect.objectContaining({ from: toHex(NATIVE_SENDER), type: '0x0' })]);
  } finally {
    await dev.close();
  }
});

test('payloads of the Engine API carry the envelopes, and refuse what is none of theirs', async () => {
  const jwtSecret = new Uint8Array(32).fill(0x73);
  const dev = await openDevNode({
    mode: { kind: 'manual' },
    engine: { host: '127.0.0.1', port: 0, jwtSecret },
  });
  const engine = async <T>(method: string, ...params: unknown[]): Promise<T> => {
    const now = Math.floor(Date.now() / 1000);
    const token = await new SignJWT({ iat: now })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(jwtSecret);
    const response = await fetch(dev.node.engineServer?.url ?? '', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as Answer;
    if (error !== undefined) throw new Error(error.message);
    return result;
  };
  try {
    const genesis = await dev.call('eth_getBlockByNumber', '0x0', false);
    const zero = `0x${'00'.repeat(32)}`;
    const funding = await RICH.signTransaction({
      type: 'eip1559',
      chainId: 31337,
      nonce: 0,
      gas: 21_000n,
      to: toHex(NATIVE_SENDER),
      value: 10n ** 18n,
      maxFeePerGas: 100_000_000_000n,
      maxPriorityFeePerGas: 50_000_000_000n,
    });
    await dev.call('eth_sendRawTransaction', funding);
    const choose = (head: string, attributes?: object) =>
      engine<{ payloadStatus: { status: string }; payloadId: string }>(
        'engine_forkchoiceUpdatedV3',
        { headBlockHash: head, safeBlockHash: zero, finalizedBlockHash: zero },
        attributes ?? null,
      );
    const make = async (head: { hash: string; timestamp: string }) => {
      const { payloadId } = await choose(head.hash, {
        timestamp: `0x${(BigInt(head.timestamp) + 12n).toString(16)}`,
        prevRandao: zero,
        suggestedFeeRecipient: `0x${'fe'.repeat(20)}`,
        withdrawals: [],
        parentBeaconBlockRoot: zero,
      });
      return engine<{ executionPayload: Record<string, never>; executionRequests: string[] }>(
        'engine_getPayloadV5',
        payloadId,
      );
    };
    const tell = (payload: object, requests: readonly string[] = []) =>
      engine<{ status: string; validationError: string | null }>(
        'engine_newPayloadV4',
        payload,
        [],
        zero,
        requests,
      );
    const first = await make(genesis);
    expect((await tell(first.executionPayload)).status).toBe('VALID');
    await choose(first.executionPayload.blockHash ?? '');

    const native = signWanted({ kind: 'normal', to: NATIVE_SENDER, value: 1n }, 0n);
    await dev.call('eth_sendRawTransaction', toHex(native.raw));
    const { executionPayload } = await make(await dev.call('eth_getBlockByNumber', 'latest', false));
    expect(executionPayload.transactions).toEqual([toHex(native.raw)] as never);
    const system = toHex(systemTransaction(31337n, 2n, moduleAddress(1)).raw);
    const refused = await tell({ ...executionPayload, transactions: [toHex(native.raw), system] });
    expect(refused.status).toMatch(/^INVALID/);
    expect((await tell(executionPayload)).status).toBe('VALID');
    await choose(executionPayload.blockHash ?? '');
    expect(await dev.call('eth_getTransactionByHash', toHex(native.hash))).toMatchObject({
      blockNumber: '0x2',
      type: '0x0',
    });
    const [body] = await engine<{ transactions: string[] }[]>('engine_getPayloadBodiesByHashV1', [
      executionPayload.blockHash,
    ]);
    expect(body?.transactions).toEqual([toHex(native.raw)]);
  } finally {
    await dev.close();
  }
});
