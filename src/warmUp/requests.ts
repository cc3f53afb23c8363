import { bigIntToFixedBytes, concatBytes, EMPTY_BYTES, toHex } from '../../storage/encoding/bytes.ts';
import { COUNTS, COUNTS_LONG, longCode, READS_SLOT, TOKEN } from './codes.ts';
import type { ScratchSender } from './scratchChain.ts';

/** A request: method and parameters. */
export type WarmRequest = readonly [method: string, ...params: unknown[]];

/** How often what comes again and again does so: after that all of it has been compiled. */
const ROUNDS = 64;
/** Codes that are predecoded. */
const LONG_CODES = 6;
/** rounds from one block of several transactions to the next */
const BLOCK_EVERY = 8;
const BLOCK_SIZE = 16;

const token = new Uint8Array(20).fill(0xee);
const counter = new Uint8Array(20).fill(0xed);
const TOKEN_AT = toHex(token);
const SLOT = `0x${'00'.repeat(32)}`;

/**
 * What clients ask of a node, on a development chain: transfers and token transfers, each mined and some together, what is read
 * after them, calls, estimates, traces, news. Each request gets the result of the one before it.
 */
export function* warmRequests(
  senders: readonly ScratchSender[],
  rounds = ROUNDS,
): Generator<WarmRequest, void, unknown> {
  const long = longCode(READS_SLOT, 1);
  yield ['anvil_setCode', TOKEN_AT, toHex(TOKEN)];
  yield ['anvil_setCode', toHex(counter), toHex(COUNTS)];
  yield ['eth_call', { to: TOKEN_AT }, 'latest', { [TOKEN_AT]: { code: toHex(long) } }];
  yield ['eth_subscribe', 'newHeads'];
  yield ['eth_subscribe', 'logs', { address: TOKEN_AT }];
  for (let round = 0; round < rounds; round++) {
    const sender = senders[round % senders.length] as ScratchSender;
    const to = recipient(round);
    yield* mined(sender.sign(to, EMPTY_BYTES));
    const hash = yield* mined(sender.sign(token, transferOf(to)));
    yield* read(sender, to);
    if (round % 4 === 0) yield* seldom(sender, round, hash);
    if (round < LONG_CODES) {
      const code = toHex(longCode(COUNTS_LONG, round));
      yield ['eth_call', { to: TOKEN_AT }, 'latest', { [TOKEN_AT]: { code } }];
    }
    if (round % BLOCK_EVERY === BLOCK_EVERY - 1) yield* together(senders, round);
  }
}

/** Sends a transaction that gets a block of its own, and reads its receipt; its hash. */
function* mined(raw: string): Generator<WarmRequest, unknown, unknown> {
  const hash = yield ['eth_sendRawTransaction', raw];
  yield ['eth_getTransactionReceipt', hash];
  return hash;
}

function* read({ address }: ScratchSender, to: Uint8Array): Generator<WarmRequest, void, unknown> {
  const data = toHex(transferOf(to));
  yield ['eth_call', { from: address, to: TOKEN_AT, data }, 'latest'];
  yield ['eth_getBalance', toHex(to), 'latest'];
  yield ['eth_getTransactionCount', address, 'pending'];
  yield ['eth_blockNumber'];
}

function* seldom(sender: ScratchSender, round: number, hash: unknown): Generator<WarmRequest, void, unknown> {
  const { address } = sender;
  const data = toHex(transferOf(recipient(round)));
  yield ['eth_estimateGas', { from: address, to: TOKEN_AT, data }];
  yield ['eth_sendTransaction', { from: address, to: toHex(recipient(round)), value: '0x1' }];
  sender.nonce++;
  yield ['eth_getBlockByNumber', 'latest', true];
  yield ['eth_getLogs', { address: TOKEN_AT, fromBlock: '0x0', toBlock: 'latest' }];
  yield ['eth_getTransactionByHash', hash];
  yield ['eth_gasPrice'];
  yield ['debug_traceTransaction', hash, { tracer: 'callTracer' }];
  yield ['debug_traceCall', { from: address, to: toHex(counter) }, 'latest', {}];
  yield ['eth_getProof', TOKEN_AT, [SLOT], 'latest'];
}

/** A block of several transactions of all senders. */
function* together(senders: readonly ScratchSender[], round: number): Generator<WarmRequest, void, unknown> {
  yield ['evm_setAutomine', false];
  for (let i = 0; i < BLOCK_SIZE; i++) {
    const sender = senders[i % senders.length] as ScratchSender;
    const to = recipient(round * BLOCK_SIZE + i);
    const raw = i % 2 === 0 ? sender.sign(to, EMPTY_BYTES) : sender.sign(token, transferOf(to));
    yield ['eth_sendRawTransaction', raw];
  }
  yield ['evm_mine'];
  yield ['eth_getBlockByNumber', 'latest', true];
  yield ['evm_setAutomine', true];
}

/** An account that nothing else is known of; another for each number. */
function recipient(number: number): Uint8Array {
  return concatBytes(new Uint8Array(16).fill(0xaa), bigIntToFixedBytes(BigInt(number), 4));
}

/** Calldata of an ERC-20's `transfer` of one. */
function transferOf(to: Uint8Array): Uint8Array {
  return concatBytes(Uint8Array.fromHex('a9059cbb'), new Uint8Array(12), to, bigIntToFixedBytes(1n, 32));
}
