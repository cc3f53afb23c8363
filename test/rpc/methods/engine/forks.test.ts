import { afterAll, beforeAll, describe, expect, test } from 'bun:test';
import {
  attributesAt,
  BEACON_ROOT,
  type Built,
  besidesOf,
  choice,
  EngineChain,
  FEE_RECIPIENT,
  forkAt,
  rich,
  TIMES,
  type TimedFork,
  type Update,
  VERSIONS,
} from '../../support/engineChain.ts';

/** Every fork since the merge by its versions of the methods, one block after the other. */

const EXECUTED = (Object.keys(TIMES) as TimedFork[]).filter((fork) => fork !== 'amsterdam');
const UNSUPPORTED_FORK = -38005;

let chain: EngineChain;
/** the last block of each fork */
const lastOf = new Map<TimedFork, Built>();

beforeAll(async () => {
  chain = await EngineChain.open();
  const start = await chain.genesisHash();
  await chain.send(0);
  const blocks = await chain.grow(start, TIMES.merge, (TIMES.amsterdam - TIMES.merge) / 12 - 1);
  for (const built of blocks) lastOf.set(forkAt(Number(built.payload.timestamp)), built);
});
afterAll(() => chain.close());

const lastOfFork = (fork: TimedFork) => lastOf.get(fork) as Built;

test('the chain crosses every fork and holds the transaction', async () => {
  expect([...lastOf.keys()]).toEqual(EXECUTED);
  const { number, requestsHash } = await chain.dev.call('eth_getBlockByNumber', 'latest', false);
  expect(Number(number)).toBe((TIMES.amsterdam - TIMES.merge) / 12 - 1);
  expect(requestsHash).toMatch(/^0x/);
  expect(await chain.dev.call('eth_getTransactionCount', rich.address, 'latest')).toBe('0x1');
});

describe('newPayload', () => {
  for (const fork of EXECUTED) {
    for (const version of [1, 2, 3, 4, 5]) {
      const isRight = VERSIONS[fork][0] === version || (fork === 'merge' && version === 2);
      test(`version ${version} with a block of ${fork}: ${isRight ? 'valid' : 'refused'}`, async () => {
        const built = lastOfFork(fork);
        const besides = [[], BEACON_ROOT, built.requests].slice(0, version < 3 ? 0 : version < 4 ? 2 : 3);
        const method = `engine_newPayloadV${version}`;
        const plain = await chain.ask(method, built.payload, ...besides);
        if (isRight) {
          expect(plain.result).toMatchObject({ status: 'VALID', latestValidHash: built.payload.blockHash });
          return;
        }
        // with the fields of the fork the parameters are wrong; with those of the version, the version is
        expect([-32602, UNSUPPORTED_FORK]).toContain(plain.error?.code as number);
        const { withdrawals: _w, blobGasUsed: _b, excessBlobGas: _e, ...bare } = built.payload;
        const fitted = {
          ...bare,
          ...(version < 2 ? {} : { withdrawals: [] }),
          ...(version < 3 ? {} : { blobGasUsed: '0x0', excessBlobGas: '0x0' }),
          ...(version < 5 ? {} : { blockAccessList: '0xc0', slotNumber: '0x1' }),
        };
        expect(await chain.refusal(method, fitted, ...besides)).toBe(UNSUPPORTED_FORK);
      });
    }
  }

  test('every field of its version has to be there, and no other', async () => {
    for (const fork of EXECUTED) {
      const built = lastOfFork(fork);
      const method = `engine_newPayloadV${VERSIONS[fork][0]}`;
      const besides = besidesOf(built);
      for (const field of Object.keys(built.payload)) {
        const { [field]: _, ...without } = built.payload;
        expect(await chain.refusal(method, without, ...besides)).toBe(-32602);
        expect(await chain.refusal(method, { ...built.payload, [field]: null }, ...besides)).toBe(-32602);
      }
      for (let i = 0; i < besides.length; i++) {
        expect(await chain.refusal(method, built.payload, ...besides.with(i, null))).toBe(-32602);
      }
      const extras = {
        withdrawals: [],
        blobGasUsed: '0x0',
        excessBlobGas: '0x0',
        blockAccessList: '0xc0',
        slotNumber: '0x1',
      };
      for (const [field, value] of Object.entries(extras)) {
        if (field in built.payload) continue;
        expect(await chain.refusal(method, { ...built.payload, [field]: value }, ...besides)).toBe(-32602);
      }
    }
  });

  test('execution requests have types in ascending order and something in each', async () => {
    const { payload } = lastOfFork('prague');
    for (const requests of [['0x'], ['0x00'], ['0x0100', '0x0000'], ['0x0000', '0x0000'], null]) {
      const code = await chain.refusal('engine_newPayloadV4', payload, [], BEACON_ROOT, requests);
      expect(code).toBe(-32602);
    }
  });
});

describe('forkchoiceUpdated', () => {
  const head = () => lastOfFork('bpo2').payload.blockHash;

  test('without attributes any version moves the head', async () => {
    for (const version of [1, 2, 3, 4]) {
      const update = await chain.engine<Update>(`engine_forkchoiceUpdatedV${version}`, choice(head()));
      expect(update).toEqual({
        payloadStatus: { status: 'VALID', latestValidHash: head(), validationError: null },
        payloadId: null,
      });
    }
  });

  test('attributes are for the versions of their fork', async () => {
    for (const fork of EXECUTED) {
      for (const version of [1, 2, 3, 4]) {
        const right = VERSIONS[fork][1] === version || (fork === 'merge' && version === 2);
        if (right) continue; // made above
        const attributes = {
          timestamp: `0x${TIMES[fork].toString(16)}`,
          prevRandao: BEACON_ROOT,
          suggestedFeeRecipient: FEE_RECIPIENT,
          ...(version < 2 ? {} : { withdrawals: [] }),
          ...(version < 3 ? {} : { parentBeaconBlockRoot: BEACON_ROOT }),
          ...(version < 4 ? {} : { slotNumber: '0x1', targetGasLimit: '0x1c9c380' }),
        };
        const code = await chain.refusal(`engine_forkchoiceUpdatedV${version}`, choice(head()), attributes);
        expect([fork, version, code]).toEqual([fork, version, UNSUPPORTED_FORK]);
      }
    }
  });

  test('attributes that lack a field, or have too many, are invalid', async () => {
    const cases: [number, TimedFork, object, number][] = [
      [1, 'merge', { withdrawals: [] }, -32602],
      [1, 'merge', { parentBeaconBlockRoot: BEACON_ROOT }, -32602],
      [2, 'merge', { withdrawals: [] }, -38003],
      [2, 'shanghai', { withdrawals: undefined }, -38003],
      [2, 'shanghai', { parentBeaconBlockRoot: BEACON_ROOT }, -38003],
      [3, 'cancun', { withdrawals: null }, -38003],
      [3, 'cancun', { parentBeaconBlockRoot: undefined }, -38003],
      [3, 'osaka', { slotNumber: '0x1' }, -38003],
      [3, 'osaka', { targetGasLimit: '0x1' }, -38003],
      [4, 'amsterdam', { slotNumber: undefined }, -38003],
      [4, 'amsterdam', { targetGasLimit: undefined }, -38003],
      [4, 'amsterdam', { parentBeaconBlockRoot: undefined }, -38003],
      [4, 'amsterdam', {}, UNSUPPORTED_FORK],
      [
        3,
        'osaka',
        { timestamp: '0x1', withdrawals: [], parentBeaconBlockRoot: BEACON_ROOT },
        UNSUPPORTED_FORK,
      ],
      [3, 'bpo2', { prevRandao: '0x1' }, -32602],
    ];
    for (const [version, fork, change, code] of cases) {
      const attributes = { ...attributesAt(TIMES[fork]), ...change };
      const found = await chain.refusal(`engine_forkchoiceUpdatedV${version}`, choice(head()), attributes);
      expect([version, fork, change, found]).toEqual([version, fork, change, code]);
    }
  });

  test('a time that is not after the head is invalid, and the choice of the head stands', async () => {
    const below = lastOfFork('bpo1').payload;
    const attributes = attributesAt(Number(below.timestamp));
    expect(await chain.refusal('engine_forkchoiceUpdatedV3', choice(below.blockHash), attributes)).toBe(
      -38003,
    );
    expect(await chain.dev.call('eth_blockNumber')).toBe(below.blockNumber);
    const { withdrawals: _, ...lacking } = attributesAt(Number(below.timestamp) + 12);
    expect(await chain.refusal('engine_forkchoiceUpdatedV3', choice(head()), lacking)).toBe(-38003);
    expect((await chain.dev.call('eth_getBlockByNumber', 'latest', false)).hash).toBe(head());
    // what is not known is synced, whatever the attributes are
    const unknown = choice(`0x${'77'.repeat(32)}`);
    const update = await chain.engine<Update>('engine_forkchoiceUpdatedV3', unknown, lacking);
    expect(update.payloadStatus.status).toBe('SYNCING');
  });
});

describe('getPayload', () => {
  test('is for the versions of the fork of what was built', async () => {
    for (const fork of EXECUTED) {
      const parent = lastOf.get(EXECUTED[EXECUTED.indexOf(fork) - 1] as TimedFork)?.payload.blockHash;
      if (parent === undefined) continue;
      const [, choose, get] = VERSIONS[fork];
      const { payloadId } = await chain.engine<Update>(
        `engine_forkchoiceUpdatedV${choose}`,
        choice(parent),
        attributesAt(TIMES[fork], 0x99),
      );
      for (const version of [1, 2, 3, 4, 5, 6]) {
        const code = await chain.refusal(`engine_getPayloadV${version}`, payloadId);
        expect([fork, version, code]).toEqual([
          fork,
          version,
          version === get ? undefined : UNSUPPORTED_FORK,
        ]);
      }
    }
    await chain.choose(lastOfFork('bpo2').payload.blockHash);
  });

  test('has the fields of its version', async () => {
    const built = ['executionPayload', 'blockValue'];
    const fields: Record<number, string[]> = {
      2: built,
      3: [...built, 'blobsBundle', 'shouldOverrideBuilder'],
      4: [...built, 'blobsBundle', 'shouldOverrideBuilder', 'executionRequests'],
    };
    for (const [fork, version, wanted] of [
      ['shanghai', 2, fields[2]],
      ['cancun', 3, fields[3]],
      ['prague', 4, fields[4]],
      ['bpo2', 5, fields[4]],
    ] as const) {
      const parent = lastOf.get(EXECUTED[EXECUTED.indexOf(fork) - 1] as TimedFork)?.payload.blockHash ?? '';
      const { payloadId } = await chain.engine<Update>(
        `engine_forkchoiceUpdatedV${VERSIONS[fork][1]}`,
        choice(parent),
        attributesAt(TIMES[fork], 0x98),
      );
      const got = await chain.engine<object>(`engine_getPayloadV${version}`, payloadId);
      expect(Object.keys(got)).toEqual(wanted ?? []);
    }
    await chain.choose(lastOfFork('bpo2').payload.blockHash);
    expect(await chain.refusal('engine_getPayloadV6', '0x0400000000000000')).toBe(-38001);
  });
});

describe('Amsterdam', () => {
  test('is scheduled and told of, and its blocks are refused in words', async () => {
    const { next, last } = await chain.dev.call('eth_config');
    expect(next.activationTime).toBe(TIMES.amsterdam);
    expect(last.activationTime).toBe(TIMES.amsterdam);
    const { payload, requests } = lastOfFork('bpo2');
    const one = { ...payload, timestamp: `0x${TIMES.amsterdam.toString(16)}` };
    const besides = [[], BEACON_ROOT, requests];
    expect(await chain.refusal('engine_newPayloadV4', one, ...besides)).toBe(UNSUPPORTED_FORK);
    expect(await chain.refusal('engine_newPayloadV5', one, ...besides)).toBe(-32602);
    const whole = { ...one, blockAccessList: '0xc0', slotNumber: '0x1' };
    const { error } = await chain.ask('engine_newPayloadV5', whole, ...besides);
    expect(error).toEqual({
      code: UNSUPPORTED_FORK,
      message: expect.stringContaining('does not execute amsterdam'),
    });
  });

  test('custody columns are 16 bytes', async () => {
    const head = lastOfFork('bpo2').payload.blockHash;
    for (const [columns, code] of [
      [`0x${'ff'.repeat(16)}`, undefined],
      [null, undefined],
      ['0xff', -32602],
    ] as const) {
      expect(await chain.refusal('engine_forkchoiceUpdatedV4', choice(head), null, columns)).toBe(code);
    }
  });
});

describe('what a client asks beside', () => {
  test('bodies of every fork, by hash and by range, in both forms', async () => {
    const hashes = EXECUTED.map((fork) => lastOfFork(fork).payload.blockHash);
    for (const version of [1, 2]) {
      const bodies = await chain.engine<object[]>(`engine_getPayloadBodiesByHashV${version}`, [
        ...hashes,
        BEACON_ROOT,
      ]);
      expect(bodies.at(-1)).toBeNull();
      expect(bodies.slice(0, -1)).toEqual(
        EXECUTED.map((fork) => ({
          transactions: lastOfFork(fork).payload.transactions,
          withdrawals: lastOfFork(fork).payload.withdrawals ?? null,
          ...(version === 1 ? {} : { blockAccessList: null }),
        })),
      );
      const range = await chain.engine<object[]>(`engine_getPayloadBodiesByRangeV${version}`, '0x1', '0x400');
      expect(range).toHaveLength(Number(lastOfFork('bpo2').payload.blockNumber));
      expect(range[0]).toMatchObject({ transactions: [expect.any(String)], withdrawals: null });
      expect(
        await chain.engine<object[]>(`engine_getPayloadBodiesByRangeV${version}`, '0x100', '0x1'),
      ).toEqual([]);
      for (const wrong of [
        ['0x0', '0x1'],
        ['0x1', '0x0'],
      ]) {
        expect(await chain.refusal(`engine_getPayloadBodiesByRangeV${version}`, ...wrong)).toBe(-32602);
      }
      expect(await chain.refusal(`engine_getPayloadBodiesByRangeV${version}`, '0x1', '0x401')).toBe(-38004);
    }
  });

  test('the capabilities are the methods, and each is served', async () => {
    const told = await chain.engine<string[]>('engine_exchangeCapabilities', ['engine_newPayloadV4']);
    const versions = (name: string, count: number) =>
      Array.from({ length: count }, (_, i) => `engine_${name}V${i + 1}`);
    expect(told.toSorted()).toEqual(
      [
        ...versions('newPayload', 5),
        ...versions('forkchoiceUpdated', 4),
        ...versions('getPayload', 6),
        ...versions('getPayloadBodiesByHash', 2),
        ...versions('getPayloadBodiesByRange', 2),
        ...versions('getBlobs', 4),
        'engine_exchangeTransitionConfigurationV1',
        'engine_getClientVersionV1',
      ].toSorted(),
    );
    for (const method of told) expect(await chain.refusal(method)).not.toBe(-32601);
  });

  test('the configuration of the transition', async () => {
    const ours = {
      terminalTotalDifficulty: '0x0',
      terminalBlockHash: `0x${'00'.repeat(32)}`,
      terminalBlockNumber: '0x0',
    };
    const method = 'engine_exchangeTransitionConfigurationV1';
    expect(await chain.engine<object>(method, ours)).toEqual(ours);
    expect(await chain.refusal(method, { ...ours, terminalTotalDifficulty: '0x1' })).toBe(-32000);
    expect(await chain.refusal(method, { ...ours, terminalBlockHash: BEACON_ROOT })).toBe(-32000);
  });

  test('the methods of eth_* that the engine port must serve', async () => {
    const call = { to: FEE_RECIPIENT };
    const asked: [string, ...unknown[]][] = [
      ['eth_blockNumber'],
      ['eth_call', call, 'latest'],
      ['eth_chainId'],
      ['eth_getCode', FEE_RECIPIENT, 'latest'],
      ['eth_getBlockByHash', lastOfFork('bpo2').payload.blockHash, false],
      ['eth_getBlockByNumber', 'latest', false],
      ['eth_getLogs', {}],
      ['eth_syncing'],
    ];
    for (const [method, ...params] of asked) expect(await chain.refusal(method, ...params)).toBeUndefined();
    expect(await chain.refusal('eth_sendRawTransaction', '0x00')).toBe(-32000);
  });
});
