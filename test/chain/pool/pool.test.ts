import { beforeEach, describe, expect, test } from 'bun:test';
import { privateKeyToAccount } from 'viem/accounts';
import { versionedHash } from '../../../chain/pool/blobs.ts';
import { PoolError } from '../../../chain/pool/errors.ts';
import { DEFAULT_POOL_OPTIONS, type PoolOptions } from '../../../chain/pool/options.ts';
import { TransactionPool } from '../../../chain/pool/pool.ts';
import type { EthereumTransaction, Transaction } from '../../../chain/transaction/transaction.ts';
import { EMPTY_BYTES, fromHex, toKey } from '../../../storage/encoding/bytes.ts';
import { rulesOf } from '../../../vm/rules/rules.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { address, makeBlock, makeConfig, makeTransaction } from '../samples.ts';

const GWEI = 1_000_000_000n;
const ETHER = 10n ** 18n;
const [alice, bob, carol] = [address(0xa), address(0xb), address(0xc)];

let state: WorldState;
let now: number;
let baseFee: bigint;
let heard: Transaction[];

beforeEach(() => {
  state = new WorldState({ account: () => undefined, slot: () => EMPTY_BYTES, code: () => EMPTY_BYTES });
  for (const sender of [alice, bob, carol]) state.setBalance(sender, ETHER);
  now = 1_000_000;
  baseFee = GWEI;
  heard = [];
});

function openPool(over: Partial<PoolOptions> = {}): TransactionPool {
  const rules = rulesOf(makeConfig(), 'osaka');
  const pool = new TransactionPool(
    { ...DEFAULT_POOL_OPTIONS, ...over },
    {
      latestState: () => state.asReader(),
      nextBlock: () => ({ rules, gasLimit: 30_000_000n, baseFee, blobBaseFee: 1n }),
      now: () => now,
    },
  );
  pool.onPending((transaction) => heard.push(transaction));
  return pool;
}

function send(sender: Uint8Array, nonce: bigint, over: Partial<EthereumTransaction> = {}): Transaction {
  return makeTransaction({ sender, nonce, ...over });
}

function price(wei: bigint): Partial<EthereumTransaction> {
  return { maxFeePerGas: wei, maxPriorityFeePerGas: wei };
}

/** The code and the text of the refusal. */
function refusal(pool: TransactionPool, transaction: Transaction): readonly [string, string] | undefined {
  try {
    pool.add(transaction);
    return undefined;
  } catch (error) {
    if (error instanceof PoolError) return [error.code, error.message];
    throw error;
  }
}

describe('nonces', () => {
  test('without a gap are pending, behind a gap queued until it closes', () => {
    const pool = openPool();
    const later = [send(alice, 3n), send(alice, 1n)];
    for (const transaction of later) pool.add(transaction);
    expect(pool.status()).toEqual({ pending: 0, queued: 2 });
    expect(pool.pendingNonce(alice)).toBe(0n);
    expect(heard).toEqual([]);

    pool.add(send(alice, 0n));
    expect(pool.status()).toEqual({ pending: 2, queued: 1 });
    expect(pool.pendingNonce(alice)).toBe(2n);
    expect(heard.map(({ nonce }) => nonce)).toEqual([0n, 1n]);

    pool.add(send(alice, 2n));
    expect(
      pool
        .pending()
        .get(toKey(alice))
        ?.map(({ nonce }) => nonce),
    ).toEqual([0n, 1n, 2n, 3n]);
    expect(pool.queued().size).toBe(0);
  });

  test('of dropped transactions leave a gap', () => {
    const pool = openPool();
    const all = [0n, 1n, 2n].map((nonce) => send(alice, nonce));
    for (const transaction of all) pool.add(transaction);
    expect(pool.remove(all[1]?.hash ?? EMPTY_BYTES)).toBe(true);
    expect(pool.remove(all[1]?.hash ?? EMPTY_BYTES)).toBe(false);
    expect(pool.status()).toEqual({ pending: 1, queued: 1 });
    expect(pool.pendingNonce(alice)).toBe(1n);
  });

  test('that are used are refused', () => {
    state.setNonce(alice, 5n);
    const pool = openPool();
    expect(refusal(pool, send(alice, 4n))).toEqual([
      'nonce-too-low',
      'nonce too low: next nonce 5, tx nonce 4',
    ]);
    expect(pool.pendingNonce(alice)).toBe(5n);
  });
});

describe('replacement', () => {
  test('needs a tenth more of both fees', () => {
    const pool = openPool();
    const first = send(alice, 0n, price(10n * GWEI));
    pool.add(first);
    expect(refusal(pool, first)).toEqual(['already-known', 'already known']);
    const cheap = { maxFeePerGas: 20n * GWEI, maxPriorityFeePerGas: 10n * GWEI + 1n };
    expect(refusal(pool, send(alice, 0n, price(10n * GWEI + 1n)))).toEqual([
      'replacement-underpriced',
      'replacement transaction underpriced',
    ]);
    expect(refusal(pool, send(alice, 0n, cheap))?.[0]).toBe('replacement-underpriced');
    const second = send(alice, 0n, price(11n * GWEI));
    pool.add(second);
    expect(pool.get(first.hash)).toBeUndefined();
    expect(pool.get(second.hash)).toBe(second);
    expect(pool.status()).toEqual({ pending: 1, queued: 0 });
    expect(heard).toEqual([first, second]);
  });

  test('is possible for queued ones too', () => {
    const pool = openPool();
    pool.add(send(alice, 7n));
    expect(refusal(pool, send(alice, 7n, { value: 1n }))?.[0]).toBe('replacement-underpriced');
    pool.add(send(alice, 7n, price(2n * GWEI)));
    expect(pool.status()).toEqual({ pending: 0, queued: 1 });
  });
});

describe('refusals without state', () => {
  const cases: [string, Partial<EthereumTransaction>, string, string][] = [
    [
      'another chain',
      { chainId: 1n },
      'wrong-chain',
      'invalid sender: invalid chain id for signer: have 1 want 31337',
    ],
    [
      'no chain',
      { type: 0, chainId: undefined },
      'unprotected-transaction',
      'only replay-protected (EIP-155) transactions allowed over RPC',
    ],
    [
      'too little gas',
      { gasLimit: 20_999n },
      'intrinsic-gas',
      'intrinsic gas too low: gas 20999, minimum needed 21000',
    ],
    [
      'gas below the data floor',
      { data: new Uint8Array(100).fill(1), gasLimit: 22_600n },
      'floor-gas',
      'insufficient gas for floor data gas cost: gas 22600, minimum needed 25000',
    ],
    [
      'more gas than a block',
      { gasLimit: 30_000_001n },
      'gas-limit-too-high',
      'transaction gas limit too high (cap: 16777216, tx: 30000001)',
    ],
    [
      'tip above fee cap',
      { maxFeePerGas: 1n, maxPriorityFeePerGas: 2n },
      'tip-above-fee-cap',
      'max priority fee per gas higher than max fee per gas',
    ],
    [
      'no tip',
      { maxPriorityFeePerGas: 0n },
      'price-below-minimum',
      'transaction gas price below minimum: gas tip cap 0, minimum needed 1',
    ],
    [
      'init code',
      { to: undefined, data: new Uint8Array(49_153), gasLimit: 10_000_000n },
      'initcode-too-large',
      'max initcode size exceeded: code size 49153, limit 49152',
    ],
    ['size', { data: new Uint8Array(140_000), gasLimit: 10_000_000n }, 'oversized', ''],
    ['the last nonce', { nonce: 2n ** 64n - 1n }, 'nonce-max', 'nonce has max value'],
    [
      'no authorization',
      { type: 4 },
      'authorization-missing',
      'set code tx must have at least one authorization tuple',
    ],
    ['no blob', { type: 3, maxFeePerBlobGas: 1n }, 'blob-missing', 'blobless blob transaction'],
    [
      'no sidecar',
      { type: 3, maxFeePerBlobGas: 1n, blobHashes: [new Uint8Array(32)] },
      'blob-sidecar',
      'missing sidecar in blob transaction',
    ],
  ];

  test.each(cases)('%s', (_, over, code, text) => {
    const found = refusal(openPool(), send(alice, 0n, over));
    expect(found?.[0]).toBe(code);
    if (text !== '') expect(found?.[1]).toBe(text);
  });

  test('a fee cap below the base fee waits, or is refused where nothing should wait', () => {
    const low = send(alice, 0n, price(GWEI - 1n));
    expect(refusal(openPool(), low)).toBeUndefined();
    expect(refusal(openPool({ requireBaseFee: true }), low)?.[0]).toBe('fee-cap-too-low');
  });
});

describe('funds', () => {
  const GAS = 21_000n * GWEI;

  test('must cover each transaction and all pending ones together', () => {
    state.setBalance(alice, 2n * GAS + 10n);
    const pool = openPool();
    expect(refusal(pool, send(alice, 0n, { value: GAS + 11n }))).toEqual([
      'insufficient-funds',
      `insufficient funds for gas * price + value: balance ${2n * GAS + 10n}, tx cost ${2n * GAS + 11n}, overshot 1`,
    ]);
    pool.add(send(alice, 0n, { value: 5n }));
    expect(refusal(pool, send(alice, 1n, { value: 6n }))?.[1]).toBe(
      `insufficient funds for gas * price + value: balance ${2n * GAS + 10n}, queued cost ${GAS + 5n}, tx cost ${GAS + 6n}, overshot 1`,
    );
    pool.add(send(alice, 1n, { value: 5n }));
    expect(refusal(pool, send(alice, 1n, { value: 5n, ...price(2n * GWEI) }))?.[1]).toContain('tx bumped');
  });

  test('that went drop what they no longer pay, and queue what is behind it', () => {
    const pool = openPool();
    pool.add(send(alice, 0n));
    pool.add(send(alice, 1n, { value: ETHER / 2n }));
    pool.add(send(alice, 2n));
    state.setBalance(alice, ETHER / 4n);
    pool.refresh();
    expect(pool.status()).toEqual({ pending: 1, queued: 1 });
  });
});

describe('senders', () => {
  test('with code may not send, delegated ones may, one at a time', () => {
    state.setCode(alice, Uint8Array.of(0x60, 0x00));
    state.setCode(bob, new Uint8Array(23).fill(7).fill(0xef, 0, 1).fill(1, 1, 2).fill(0, 2, 3));
    const pool = openPool();
    expect(refusal(pool, send(alice, 0n))?.[0]).toBe('sender-not-eoa');
    expect(refusal(openPool({ contractSenders: true }), send(alice, 0n))).toBeUndefined();
    expect(refusal(pool, send(bob, 1n))?.[1]).toBe('gapped-nonce tx from delegated accounts');
    pool.add(send(bob, 0n));
    expect(refusal(pool, send(bob, 1n))?.[1]).toBe(
      'in-flight transaction limit reached for delegated accounts',
    );
    pool.add(send(bob, 0n, price(2n * GWEI)));
    expect(refusal(openPool({ limitDelegated: false }), send(bob, 1n))).toBeUndefined();
  });
});

describe('delegations', () => {
  const authority = privateKeyToAccount(`0x${'11'.repeat(32)}`);
  const account = fromHex(authority.address);

  async function delegating(sender: Uint8Array, nonce: bigint): Promise<Transaction> {
    const signed = await authority.signAuthorization({
      contractAddress: `0x${'77'.repeat(20)}`,
      chainId: 31_337,
      nonce: 0,
    });
    const authorization = {
      chainId: 31_337n,
      address: address(0x77),
      nonce: 0n,
      yParity: BigInt(signed.yParity ?? 0),
      r: BigInt(signed.r),
      s: BigInt(signed.s),
    };
    return send(sender, nonce, { type: 4, gasLimit: 100_000n, authorizations: [authorization] });
  }

  test('hold their account to one transaction while they wait', async () => {
    state.setBalance(account, ETHER);
    const pool = openPool();
    const delegation = await delegating(alice, 0n);
    pool.add(delegation);
    pool.add(send(account, 0n));
    expect(refusal(pool, send(account, 1n))?.[0]).toBe('delegated-in-flight');
    pool.remove(delegation.hash);
    expect(refusal(pool, send(account, 1n))).toBeUndefined();
    expect(refusal(pool, await delegating(bob, 0n))).toEqual([
      'authority-reserved',
      'authority already reserved',
    ]);
  });
});

describe('limits', () => {
  const full = { pendingSlots: 2, queuedSlots: 1, accountSlots: 1, accountQueue: 1 };

  test('the worst paying one leaves for a better one', () => {
    const pool = openPool({ ...full, accountSlots: 9, pendingSlots: 3, queuedSlots: 0 });
    pool.add(send(alice, 0n, price(3n * GWEI)));
    const worst = send(bob, 0n, price(2n * GWEI));
    pool.add(worst);
    pool.add(send(carol, 0n, price(4n * GWEI)));
    expect(refusal(pool, send(carol, 1n, price(2n * GWEI)))).toEqual([
      'underpriced',
      'transaction underpriced',
    ]);
    expect(refusal(pool, send(carol, 9n, price(9n * GWEI)))?.[0]).toBe('future-replaces-pending');
    pool.add(send(carol, 1n, price(5n * GWEI)));
    expect(pool.get(worst.hash)).toBeUndefined();
    expect(pool.status()).toEqual({ pending: 3, queued: 0 });
  });

  test('bytes are bounded too', () => {
    const data = new Uint8Array(1000);
    const gas = { gasLimit: 100_000n, data };
    const pool = openPool({ maxBytes: 2500 });
    pool.add(send(alice, 0n, { ...gas, ...price(2n * GWEI) }));
    pool.add(send(bob, 0n, { ...gas, ...price(3n * GWEI) }));
    expect(refusal(pool, send(carol, 0n, gas))?.[0]).toBe('underpriced');
    pool.add(send(carol, 0n, { ...gas, ...price(4n * GWEI) }));
    expect(pool.status().pending).toBe(2);
  });

  test('an account keeps so many waiting ones, those of the lowest nonces', () => {
    const pool = openPool({ accountQueue: 2 });
    for (const nonce of [5n, 7n]) pool.add(send(alice, nonce));
    expect(refusal(pool, send(alice, 8n))).toEqual([
      'account-limit',
      'account limit exceeded: the limit is 2 waiting transactions',
    ]);
    pool.add(send(alice, 6n));
    expect(
      pool
        .queued()
        .get(toKey(alice))
        ?.map(({ nonce }) => nonce),
    ).toEqual([5n, 6n]);
  });

  test('over the executable limit the longest account is cut', () => {
    const pool = openPool({ pendingSlots: 3, queuedSlots: 9, accountSlots: 1 });
    for (const nonce of [0n, 1n, 2n]) pool.add(send(alice, nonce));
    pool.add(send(bob, 0n));
    expect(pool.pending().get(toKey(alice))).toHaveLength(2);
    expect(pool.pending().get(toKey(bob))).toHaveLength(1);
  });

  test('an account that has its share is refused more, and loses nothing that was taken', () => {
    const pool = openPool({ pendingSlots: 3, queuedSlots: 9, accountSlots: 1 });
    for (const nonce of [0n, 1n]) pool.add(send(alice, nonce));
    pool.add(send(bob, 0n));
    expect(refusal(pool, send(alice, 2n))).toEqual([
      'pool-full',
      'txpool is full: the limit is 3 executable and 9 waiting transactions of 32 KiB, 268435456 bytes',
    ]);
    pool.add(send(bob, 2n));
    expect(refusal(pool, send(bob, 1n))?.[0]).toBe('pool-full');
    expect(pool.status()).toEqual({ pending: 3, queued: 1 });
  });

  test('waiting ones of quiet accounts go after their time', () => {
    const pool = openPool({ queueLifetime: 1000 });
    pool.add(send(alice, 1n));
    pool.add(send(bob, 0n));
    now += 1001;
    pool.refresh();
    expect(pool.status()).toEqual({ pending: 1, queued: 0 });
  });
});

describe('a new head', () => {
  test('drops what was mined, also in another form', () => {
    const pool = openPool();
    const [mined, other] = [send(alice, 0n), send(alice, 0n, { value: 1n })];
    pool.add(mined);
    pool.add(send(alice, 1n));
    state.setNonce(alice, 1n);
    pool.onHead({ added: [makeBlock({}, [other])], removed: [] });
    expect(pool.get(mined.hash)).toBeUndefined();
    expect(pool.status()).toEqual({ pending: 1, queued: 0 });
    expect(pool.pendingNonce(alice)).toBe(2n);
  });

  test('brings back what a reorg removed, unless it is mined again or unwanted', () => {
    const [lost, kept] = [send(alice, 0n), send(bob, 0n)];
    const change = { added: [makeBlock({}, [kept])], removed: [makeBlock({}, [lost, kept])] };
    const pool = openPool();
    pool.onHead(change);
    expect(pool.contents()).toEqual([lost]);
    expect(heard).toEqual([lost]);
    const other = openPool();
    other.forgettingRemoved(() => other.onHead(change));
    expect(other.contents()).toEqual([]);
  });
});

describe('what was kept', () => {
  test('is restored as it was, also where newcomers like it would be refused', () => {
    const pool = openPool({ requireBaseFee: true });
    const kept = [send(alice, 0n), send(alice, 1n), send(bob, 0n), send(bob, 1n), send(carol, 4n)];
    for (const transaction of kept) pool.add(transaction);
    baseFee = 100n * GWEI;
    // enough for either of his, not for both
    state.setBalance(bob, 30_000n * GWEI);
    pool.refresh();
    expect(pool.contents()).toEqual(kept);
    const status = pool.status();
    expect(refusal(pool, send(alice, 2n))?.[0]).toBe('fee-cap-too-low');

    pool.clear();
    pool.restore(kept);
    expect(pool.contents()).toEqual(kept);
    expect(pool.status()).toEqual(status);
    expect(pool.pendingNonce(alice)).toBe(2n);

    state.setNonce(alice, 1n);
    pool.restore(kept);
    expect(pool.contents()).toEqual(kept.slice(1));
  });
});

describe('blobs', () => {
  const commitment = new Uint8Array(48);
  const hash = versionedHash(commitment);
  const sidecar = {
    version: 1 as const,
    blobs: [new Uint8Array(131_072)],
    commitments: [commitment],
    proofs: Array.from({ length: 128 }, () => new Uint8Array(48)),
  };
  const blob = (nonce: bigint, fee = 1n, over: Partial<EthereumTransaction> = {}): Transaction => ({
    ...send(alice, nonce, { type: 3, maxFeePerBlobGas: fee, blobHashes: [hash], ...over }),
    sidecar,
  });

  test('need a sidecar that fits', () => {
    expect(refusal(openPool(), blob(0n))).toBeUndefined();
    const early = { ...sidecar, version: 0 as const, proofs: [new Uint8Array(48)] };
    expect(refusal(openPool(), { ...blob(0n), sidecar: early })).toBeUndefined();
    expect(refusal(openPool(), { ...blob(0n), sidecar: { ...early, proofs: sidecar.proofs } })?.[1]).toBe(
      'invalid number of 128 blob proofs expected 1',
    );
    const wrong = { ...sidecar, commitments: [new Uint8Array(48).fill(1)] };
    expect(refusal(openPool(), { ...blob(0n), sidecar: wrong })?.[1]).toBe(
      'blob 0: computed hash mismatches transaction one',
    );
  });

  test('come without gaps and are replaced at double the price', () => {
    const pool = openPool();
    expect(refusal(pool, blob(1n))?.[1]).toBe('nonce too high: tx nonce 1, gapped nonce 0');
    pool.add(blob(0n));
    expect(refusal(pool, blob(0n, 2n, price(2n * GWEI - 1n)))?.[0]).toBe('replacement-underpriced');
    expect(refusal(pool, blob(0n, 1n, price(2n * GWEI)))?.[0]).toBe('replacement-underpriced');
    expect(refusal(pool, blob(0n, 2n, price(2n * GWEI)))).toBeUndefined();
  });
});
