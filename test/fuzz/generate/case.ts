import { RLP } from '@ethereumjs/rlp';
import secp256k1 from 'secp256k1';
import {
  bigIntToBytes,
  bigIntToFixedBytes,
  bytesToBigInt,
  concatBytes,
  EMPTY_BYTES,
} from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { createdAddress } from '../../../vm/address.ts';
import { type ForkName, forkOrder } from '../../../vm/rules/forks.ts';
import { rulesOf } from '../../../vm/rules/rules.ts';
import { delegationCode } from '../../../vm/transaction/delegation.ts';
import type {
  AccessEntry,
  ExecutableTransaction,
  SignedAuthorization,
} from '../../../vm/transaction/executable.ts';
import { intrinsicGas } from '../../../vm/transaction/intrinsicGas.ts';
import type { FuzzAccount, FuzzBlock, FuzzCase } from '../case.ts';
import { CHAIN_ID, CONFIG } from '../config.ts';
import { Random } from '../random.ts';
import type { ProgramContext } from './operands.ts';
import { randomInitcode, randomProgram } from './program.ts';

/** The forks whose rules differ; the newest more often than the others. */
const FORK_CHOICE: readonly ForkName[] = [
  ...([
    'frontier',
    'homestead',
    'tangerineWhistle',
    'spuriousDragon',
    'byzantium',
    'constantinople',
  ] as const),
  ...([
    'petersburg',
    'istanbul',
    'berlin',
    'london',
    'merge',
    'shanghai',
    'cancun',
    'prague',
    'osaka',
  ] as const),
  ...(['cancun', 'prague', 'prague', 'osaka', 'osaka', 'osaka', 'bpo1', 'bpo2'] as const),
];

const ETHER = 10n ** 18n;

/** Accounts with keys, which can send and delegate. */
const KEYS = [1, 2, 3].map((n) => bigIntToFixedBytes(BigInt(n), 32));
const OWNERS = KEYS.map((key) => keccak256(secp256k1.publicKeyCreate(key, false).subarray(1)).subarray(12));
const CONTRACTS = [0xc1, 0xc2, 0xc3, 0xc4].map((byte) => new Uint8Array(20).fill(byte));
const EMPTY_ACCOUNT = new Uint8Array(20).fill(0xe0);
const NOBODY = new Uint8Array(20).fill(0xd0);
const COINBASE = new Uint8Array(20).fill(0xcb);

/** The fork of a case, or of a slice of cases: decided by the seed. */
export function randomFork(random: Random): ForkName {
  return random.pick(FORK_CHOICE);
}

/** A world and one to three transactions, wholly decided by the seed. */
export function randomCase(seed: number, only?: ForkName): FuzzCase {
  const random = new Random(seed);
  const fork = only ?? randomFork(random);
  const block = randomBlock(random);
  const creations = CONTRACTS.map((address) => createdAddress(address, BigInt(random.int(3))));
  const firstCreation = createdAddress(OWNERS[0] as Uint8Array, 0n);
  const addresses = [
    ...CONTRACTS,
    ...CONTRACTS,
    ...OWNERS,
    ...creations,
    firstCreation,
    EMPTY_ACCOUNT,
    NOBODY,
    block.coinbase,
    ...[1, 2, 3, 4, 5, 9, 0x0a, 0x0b, 0x11, 0x12, 0x100].map((n) => bigIntToFixedBytes(BigInt(n), 20)),
  ];
  const context: ProgramContext = { random, fork, addresses };
  return {
    fork,
    block,
    accounts: randomAccounts(context, [...creations, firstCreation]),
    transactions: randomTransactions(context, block),
  };
}

function randomBlock(random: Random): FuzzBlock {
  return {
    number: 500n,
    timestamp: 1_700_000_000n,
    coinbase: random.chance(0.85)
      ? COINBASE
      : random.pick([...CONTRACTS, ...OWNERS, bigIntToFixedBytes(3n, 20)]),
    gasLimit: 60_000_000n,
    baseFee: random.pick([7n, 7n, 0n, 1_000_000_000n]),
    difficulty: 131_072n,
    prevRandao: random.bytes(32),
    excessBlobGas: random.pick([0n, 0n, 10_000_000n, 80_000_000n]),
  };
}

function randomAccounts(context: ProgramContext, creations: readonly Uint8Array[]): FuzzAccount[] {
  const { random, fork, addresses } = context;
  const delegates = forkOrder(fork) >= forkOrder('prague');
  const bare = (address: Uint8Array, nonce: bigint, balance: bigint): FuzzAccount => ({
    address,
    nonce,
    balance,
    code: EMPTY_BYTES,
    storage: [],
  });
  const accounts = CONTRACTS.map(
    (address): FuzzAccount => ({
      ...bare(
        address,
        random.chance(0.98) ? 1n : 2n ** 64n - BigInt(1 + random.int(2)),
        random.pick([0n, 1n, ETHER]),
      ),
      code: delegates && random.chance(0.1) ? delegationCode(random.pick(addresses)) : randomProgram(context),
      storage: random.list(3, () => [BigInt(random.int(5)), BigInt(1 + random.int(2))] as const),
    }),
  );
  for (const address of OWNERS) {
    const owner = bare(
      address,
      0n,
      random.chance(0.97) ? 1000n * ETHER : random.pick([0n, 21_000n * 7n, ETHER]),
    );
    const code = delegates && random.chance(0.25) ? delegationCode(random.pick(addresses)) : EMPTY_BYTES;
    accounts.push(code.length > 0 ? { ...owner, code, nonce: 0n } : owner);
  }
  // from Spurious Dragon on no state holds an empty account (EIP-161)
  if (forkOrder(fork) < forkOrder('spuriousDragon') && random.chance(0.5))
    accounts.push(bare(EMPTY_ACCOUNT, 0n, 0n));
  if (random.chance(0.3)) accounts.push(bare(COINBASE, 0n, 1n));
  for (const address of creations) {
    if (!random.chance(0.1) || accounts.some((account) => sameBytes(account.address, address))) continue;
    accounts.push(
      random.pick<FuzzAccount>([
        bare(address, 0n, 1n),
        bare(address, 1n, 0n),
        { ...bare(address, 1n, 0n), code: Uint8Array.of(0x00) },
        { ...bare(address, 0n, 1n), storage: [[1n, 1n]] },
      ]),
    );
  }
  return accounts.map((account) => ({ ...account, storage: lastOfEach(account.storage) }));
}

function randomTransactions(context: ProgramContext, block: FuzzBlock): ExecutableTransaction[] {
  const { random } = context;
  const nonces = OWNERS.map(() => 0n);
  return Array.from({ length: random.pick([1, 1, 1, 2, 3]) }, () => {
    const sender = random.chance(0.9) ? 0 : random.int(OWNERS.length);
    const nonce = nonces[sender] ?? 0n;
    nonces[sender] = nonce + 1n;
    return randomTransaction(context, block, sender, nonce);
  });
}

function randomTransaction(
  context: ProgramContext,
  block: FuzzBlock,
  sender: number,
  nonce: bigint,
): ExecutableTransaction {
  const { random, fork, addresses } = context;
  const rules = rulesOf(CONFIG, fork);
  const { has } = rules;
  const types = [0, ...(has('berlin') ? [1] : []), ...(has('london') ? [2, 2] : [])];
  if (has('cancun')) types.push(3);
  if (has('prague')) types.push(4, 4);
  const type = random.chance(0.99) ? random.pick(types) : random.int(5);
  const creates = random.chance(type < 3 ? 0.15 : 0.01);
  const to = creates
    ? undefined
    : random.chance(0.8)
      ? (random.pick(CONTRACTS) as Uint8Array)
      : random.pick(addresses);
  const data = creates
    ? randomInitcode(context)
    : random.chance(0.5)
      ? random.bytes(random.int(random.pick([4, 40, 200])))
      : EMPTY_BYTES;
  const tip = random.pick([0n, 0n, 1n, 1_000_000_000n]);
  const price = block.baseFee + tip;
  const odd = random.chance(0.01);
  const accessList = type === 0 || random.chance(0.5) ? [] : random.list(3, () => accessEntry(context));
  const authorizations =
    type === 4 ? [0, ...random.list(2, () => 0)].map(() => authorization(context, sender, nonce)) : [];
  return {
    type,
    sender: OWNERS[sender] as Uint8Array,
    nonce: random.chance(0.99) ? nonce : nonce + 1n,
    gasLimit: odd
      ? randomEdgeGas(random)
      : intrinsicGas({ to, data, accessList, authorizations }, rules) + randomGas(random),
    maxFeePerGas: type < 2 ? price : price + random.pick([0n, 0n, 100n]),
    maxPriorityFeePerGas: type < 2 ? price : odd ? price + 200n : tip,
    to,
    value: random.pick([0n, 0n, 0n, 1n, ETHER, odd ? 10n ** 30n : 2n]),
    data,
    accessList,
    maxFeePerBlobGas: type === 3 ? random.pick([1n, 10n ** 12n, 10n ** 13n, 10n ** 14n]) : undefined,
    blobHashes: type === 3 ? Array.from({ length: random.pick([1, 1, 2, 6]) }, () => blobHash(random)) : [],
    authorizations,
  };
}

/** Around the limits of transactions without data, and the cap of Osaka. */
function randomEdgeGas(random: Random): bigint {
  return BigInt(random.pick([20_999, 21_000, 21_001, 53_000, 2 ** 24, 2 ** 24 + 1]));
}

/** Gas to run with: little, some, now and then enough to nest calls deeply. */
function randomGas(random: Random): bigint {
  if (random.chance(0.01)) return 8_000_000n;
  return BigInt(
    random.int(random.pick([1000, 40_000, 200_000, 200_000, 600_000])) + random.pick([0, 0, 60_000, 200_000]),
  );
}

function accessEntry({ random, addresses }: ProgramContext): AccessEntry {
  const slot = () => bigIntToFixedBytes(BigInt(random.int(5)), 32);
  return { address: random.pick(addresses), storageKeys: random.list(3, slot) };
}

function blobHash(random: Random): Uint8Array {
  const hash = random.bytes(32);
  hash[0] = random.chance(0.99) ? 1 : 2;
  return hash;
}

function authorization(
  { random, addresses }: ProgramContext,
  sender: number,
  nonce: bigint,
): SignedAuthorization {
  const signer = random.int(KEYS.length);
  const chainId = random.pick([0n, CHAIN_ID, CHAIN_ID, CHAIN_ID, 2n]);
  const address = random.chance(0.1) ? new Uint8Array(20) : random.pick(addresses);
  // the sender's nonce has risen already when its own authorization is looked at
  const expected = signer === sender ? nonce + 1n : 0n;
  const signedNonce = random.chance(0.85) ? expected : random.pick([0n, 1n, 2n, 2n ** 64n - 1n]);
  const message = RLP.encode([bigIntToBytes(chainId), address, bigIntToBytes(signedNonce)]);
  const digest = keccak256(concatBytes(Uint8Array.of(0x05), message));
  const { signature, recid } = secp256k1.ecdsaSign(digest, KEYS[signer] as Uint8Array);
  const valid = {
    chainId,
    address,
    nonce: signedNonce,
    yParity: BigInt(recid),
    r: bytesToBigInt(signature.subarray(0, 32)),
    s: bytesToBigInt(signature.subarray(32)),
  };
  if (random.chance(0.93)) return valid;
  const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
  return random.pick([
    { ...valid, s: order - valid.s, yParity: 1n - valid.yParity },
    { ...valid, yParity: 2n },
    { ...valid, r: 5n },
    { ...valid, s: 0n },
    { ...valid, r: 0n },
    { ...valid, s: 1n },
  ]);
}

function lastOfEach(storage: FuzzAccount['storage']): FuzzAccount['storage'] {
  return [...new Map(storage)];
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}
