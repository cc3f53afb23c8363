import { expect, test } from 'bun:test';
import { SignJWT } from 'jose';
import { privateKeyToAccount } from 'viem/accounts';
import { type Answer, openDevNode } from '../../support/devNode.ts';

const secret = new Uint8Array(32).fill(0x51);
const account = privateKeyToAccount('0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const BEACON_ROOT = `0x${'11'.repeat(32)}`;

test('debug_getBadBlocks: a payload with a wrong state root, its traces and its roots', async () => {
  const node = await openDevNode({
    mode: { kind: 'manual' },
    engine: { host: '127.0.0.1', port: 0, jwtSecret: secret },
  });
  const engine = async (method: string, ...params: unknown[]) => {
    const token = await new SignJWT({ iat: Math.floor(Date.now() / 1000) })
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(secret);
    const response = await fetch(node.node.engineServer?.url ?? '', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
    });
    return ((await response.json()) as Answer).result;
  };
  try {
    expect(await node.call('debug_getBadBlocks')).toEqual([]);
    const [from, to] = node.accounts as [string, `0x${string}`];
    const fees = { gas: 21_000n, maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n };
    const raw = await account.signTransaction({ chainId: 31337, nonce: 0, to, value: 1n, ...fees });
    await node.call('eth_sendRawTransaction', raw);
    const genesis = await node.call('eth_getBlockByNumber', '0x0', false);
    const zero = `0x${'00'.repeat(32)}`;
    const { payloadId } = await engine(
      'engine_forkchoiceUpdatedV3',
      { headBlockHash: genesis.hash, safeBlockHash: zero, finalizedBlockHash: zero },
      {
        timestamp: `0x${(Number(genesis.timestamp) + 12).toString(16)}`,
        prevRandao: BEACON_ROOT,
        suggestedFeeRecipient: to,
        withdrawals: [],
        parentBeaconBlockRoot: BEACON_ROOT,
      },
    );
    const { executionPayload: payload } = await engine('engine_getPayloadV5', payloadId);
    const tell = (changed: object) =>
      engine('engine_newPayloadV4', { ...payload, ...changed }, [], BEACON_ROOT, []);
    // The hash of the changed block is in the answer to one whose hash is another.
    const { validationError } = await tell({ stateRoot: BEACON_ROOT });
    const blockHash = (validationError as string).match(/got (0x[0-9a-f]{64})/)?.[1] as string;
    expect((await tell({ stateRoot: BEACON_ROOT, blockHash })).status).toBe('INVALID');

    const [bad, ...others] = await node.call('debug_getBadBlocks');
    expect(others).toEqual([]);
    expect(bad.hash).toBe(blockHash);
    expect(bad.block).toMatchObject({ hash: blockHash, stateRoot: BEACON_ROOT, number: '0x1' });
    expect(bad.block.transactions[0]).toMatchObject({ from, to });
    const traced = await node.call('debug_traceBlock', bad.rlp, { tracer: 'callTracer' });
    expect(traced).toMatchObject([{ result: { from, to } }]);
    expect(await node.call('debug_traceBadBlock', blockHash, { tracer: 'callTracer' })).toEqual(traced);
    const unknown = await node.refusal('debug_traceBadBlock', genesis.hash);
    expect(unknown).toEqual({ code: -32000, message: `bad block ${genesis.hash} not found` });
    expect((await node.refusal('debug_traceBadBlock', '0x1')).code).toBe(-32602);
    expect(await node.call('debug_intermediateRoots', blockHash)).toHaveLength(1);
  } finally {
    await node.close();
  }
});
