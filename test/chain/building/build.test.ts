import { describe, expect, test } from 'bun:test';
import { decodeBlock, encodeBlock } from '../../../chain/block/blockCodec.ts';
import type { ChainReader } from '../../../chain/canonical/chainReader.ts';
import { impersonatedTransaction } from '../../../chain/transaction/sign.ts';
import type {
  EthereumTransaction,
  EthereumType,
  Transaction,
} from '../../../chain/transaction/transaction.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { rulesOf } from '../../../vm/rules/rules.ts';
import {
  deploying,
  mine,
  nextAttributes,
  openTestChain,
  sourceOf,
  testGenesis,
  transaction,
} from '../support/chain.ts';
import { Random } from '../support/random.ts';

const FORKS: ForkName[] = [
  ...([
    'frontier',
    'homestead',
    'tangerineWhistle',
    'spuriousDragon',
    'byzantium',
    'constantinople',
  ] as const),
  ...(['istanbul', 'berlin', 'london', 'merge', 'shanghai', 'cancun', 'prague', 'osaka', 'bpo2'] as const),
];

/** SSTORE(CALLDATALOAD(0), NUMBER), then LOG2 of both, then REVERT when the value sent is odd. */
const CODE = Uint8Array.of(
  ...[0x43, 0x60, 0, 0x35, 0x55], // storage[calldata] = number
  ...[0x43, 0x60, 0, 0x35, 0x60, 32, 0x60, 0, 0xa2], // log2(calldata, number)
  0x00,
);

/** Random transactions whose nonces follow on: transfers, creations, calls, every type that the fork has. */
function randomTransactions(
  random: Random,
  nonces: number[],
  fork: ForkName,
  contract: Uint8Array,
): Transaction[] {
  const rules = rulesOf(testGenesis(fork).config, fork);
  const types: EthereumType[] = [0];
  if (rules.has('berlin')) types.push(1);
  if (rules.has('london')) types.push(2);
  if (rules.has('cancun')) types.push(3);
  if (rules.has('prague')) types.push(4);
  return Array.from({ length: random.int(6) }, () => {
    const from = random.int(3);
    const nonce = nonces[from] ?? 0;
    nonces[from] = nonce + 1;
    const type = types[random.int(types.length)] ?? 0;
    const kind = random.int(type > 2 ? 2 : 3);
    const call = { to: contract, data: random.bytes(32), value: 0n };
    const create = { to: undefined, data: deploying(CODE) };
    return transaction(from, nonce, {
      type,
      chainId: type === 0 && (random.int(2) === 0 || !rules.has('spuriousDragon')) ? undefined : 31337n,
      ...(type > 1 ? { maxPriorityFeePerGas: 5n } : {}),
      ...(kind === 0 ? { value: random.uint(60) } : kind === 1 ? call : create),
      accessList:
        type === 0 ? [] : random.list(2, () => ({ address: contract, storageKeys: [random.bytes(32)] })),
      maxFeePerBlobGas: 10_000_000_000n,
      blobHashes: type === 3 ? [Uint8Array.of(1, ...random.bytes(31))] : [],
      authorizations:
        type === 4
          ? [
              {
                chainId: 0n,
                address: contract,
                nonce: 0n,
                yParity: 0n,
                r: 1n + random.uint(250),
                s: 1n + random.uint(250),
              },
            ]
          : [],
    });
  });
}

for (const fork of FORKS) {
  test(`blocks built under ${fork} import elsewhere to the same hash, receipts and state`, async () => {
    const random = new Random(80 + fork.length);
    await using builder = await openTestChain(testGenesis(fork));
    await using follower = await openTestChain(testGenesis(fork));
    const created = transaction(0, 0, { to: undefined, data: deploying(CODE) });
    const first = await mine(builder.chain, [created]);
    const contract = first.receipts[0]?.contractAddress ?? new Uint8Array(20);
    const nonces = [1, 0, 0];
    for (let i = 0; i < 6; i++) {
      const { header } = builder.chain.head();
      await mine(builder.chain, randomTransactions(random, nonces, fork, contract), {
        timestamp: header.timestamp + BigInt(1 + random.int(30)),
        parentBeaconRoot: random.bytes(32),
        withdrawals: random.list(3, () => ({
          index: 1n,
          validatorIndex: 2n,
          address: random.bytes(20),
          amount: random.uint(40),
        })),
      });
    }
    const head = builder.chain.head();
    for (let number = 1n; number <= head.header.number; number++) {
      const block = builder.chain.blockByNumber(number);
      if (block === undefined) throw new Error(`no block ${number}`);
      expect(await follower.chain.importBlock(decodeBlock(encodeBlock(block)))).toBe('extended');
      expect(follower.chain.receipts(block.hash)).toEqual(builder.chain.receipts(block.hash) ?? []);
      expect(logsOf(follower, block.hash)).toEqual(logsOf(builder, block.hash));
    }
    expect(follower.chain.head()).toEqual(head);
  });
}

/** A block's logs with their parts, however they are kept. */
function logsOf({ chain }: { readonly chain: ChainReader }, hash: Uint8Array) {
  return chain
    .logsOfBlock(hash)
    ?.map(({ log: { address, topics, data }, ...place }) => ({ ...place, address, topics, data }));
}

describe('what does not fit', () => {
  test('is refused with the reason, and the rest goes in', async () => {
    await using opened = await openTestChain(testGenesis('osaka'));
    const { chain } = opened;
    const refused: unknown[] = [];
    const taken = [transaction(0, 0, { gasLimit: 16_000_000n }), transaction(1, 0)];
    const source = sourceOf(
      [
        transaction(0, 5),
        transaction(0, 0, { gasLimit: 20_000_000n }),
        transaction(0, 0, { gasLimit: 17_000_000n }),
        transaction(0, 0, { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }),
        ...taken,
      ],
      refused,
    );
    const built = await chain.build(nextAttributes(chain, { gasLimit: 17_000_000n }), source);
    expect(refused).toEqual([
      expect.objectContaining({ name: 'TransactionError', code: 'nonce-too-high' }),
      'gas',
      expect.objectContaining({ code: 'gas-limit-too-high' }),
      expect.objectContaining({ code: 'fee-cap-too-low' }),
    ]);
    expect(built.block.transactions).toEqual(taken);
    expect(built.receipts.map(({ cumulativeGasUsed }) => cumulativeGasUsed)).toEqual([21_000n, 42_000n]);
    expect(chain.head().header.number).toBe(0n);
  });

  test('blobs past the maximum wait', async () => {
    await using opened = await openTestChain(testGenesis('osaka'));
    const refused: unknown[] = [];
    const blobs = Array.from({ length: 6 }, (_, i) => Uint8Array.of(1, ...new Uint8Array(31).fill(i)));
    const blobTransaction = (from: number) =>
      transaction(from, 0, { type: 3, chainId: 31337n, maxFeePerBlobGas: 10n, blobHashes: blobs });
    const { chain } = opened;
    const source = sourceOf([blobTransaction(0), blobTransaction(1), transaction(2, 0)], refused);
    const { block, receipts } = await chain.build(nextAttributes(chain), source);
    expect(refused).toEqual(['blobs']);
    expect(block.header.blobGasUsed).toBe(6n * 131_072n);
    expect(receipts[0]).toMatchObject({ blobGasUsed: 6n * 131_072n, blobGasPrice: 1n });
  });
});

test('a block on another head is not appended', async () => {
  await using opened = await openTestChain(testGenesis('osaka'));
  const { chain } = opened;
  const late = await chain.build(nextAttributes(chain), sourceOf([]));
  await mine(chain);
  expect(() => chain.append(late)).toThrow(expect.objectContaining({ code: 'not-on-head' }));
});

test('impersonated senders, contracts among them, keep their address over the store', async () => {
  await using opened = await openTestChain(testGenesis('osaka'), { contractSenders: true });
  const { chain } = opened;
  const created = transaction(0, 0, { to: undefined, data: deploying(CODE), value: 10n ** 20n });
  const contract = (await mine(chain, [created])).receipts[0]?.contractAddress ?? new Uint8Array(0);
  const sent = impersonatedTransaction(
    { ...transaction(0, 1), chainId: 31337n, sidecar: undefined } as EthereumTransaction,
    contract,
  );
  await mine(chain, [sent]);
  expect(chain.transaction(sent.hash)?.transaction.sender).toEqual(contract);
  expect(chain.transactionBySenderAndNonce(contract, sent.nonce)?.transaction.hash).toEqual(sent.hash);
});

test('the state of a built block is read before it is committed', async () => {
  await using opened = await openTestChain(testGenesis('osaka'));
  const { chain } = opened;
  const to = new Uint8Array(20).fill(0x77);
  const built = await chain.build(nextAttributes(chain), sourceOf([transaction(0, 0, { to, value: 42n })]));
  expect(built.state.account(to)?.balance).toBe(42n);
  expect(chain.stateAt(chain.head()).account(to)).toBeUndefined();
  chain.append(built);
  expect(chain.stateAt(chain.head()).account(to)?.balance).toBe(42n);
});
