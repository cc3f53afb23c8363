import type { SignedKind } from '../../chain/transaction/native/kinds.ts';
import { nativePublicKey, signNative } from '../../chain/transaction/native/sign.ts';
import { nativeAddress } from '../../chain/transaction/native/verify.ts';
import type { Transaction } from '../../chain/transaction/transaction.ts';
import { fromHex, toHex, toHexString } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';

/** Asks the node for the result of a method. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came
export type Ask = (method: string, ...params: unknown[]) => Promise<any>;

/** The key of the native account that tests send from, and its address. */
export const NATIVE_KEY = new Uint8Array(32).fill(0x58);
export const NATIVE_SENDER = nativeAddress(nativePublicKey(NATIVE_KEY));

/** The event of the contract that the transactions call; its value is 42. */
export const PING = 'event Ping(uint256 value)';

/** Deploys code that makes that event, whatever it is called with. */
const LOGGER = fromHex(
  [
    '602c80600b6000396000f3', // returns the 44 bytes that follow
    '602a600052', // 42 at 0
    `7f${toHexString(keccak256(new TextEncoder().encode('Ping(uint256)')))}`,
    '60206000a100', // LOG1 of the word
  ].join(''),
);

const EMPTY = new Uint8Array(0);

/** The address of the module with this number. */
export function moduleAddress(number: number): Uint8Array {
  return fromHex(`584149${'00'.repeat(16)}${number.toString(16).padStart(2, '0')}`);
}

/** Call data of a function: its selector and arguments. */
export function callData(signature: string, argument: Uint8Array = EMPTY): Uint8Array {
  return Uint8Array.of(...keccak256(new TextEncoder().encode(signature)).subarray(0, 4), ...argument);
}

/** A transaction that the native account may send next. */
export interface Wanted {
  readonly kind: SignedKind;
  readonly to?: Uint8Array | undefined;
  readonly data?: Uint8Array;
  readonly value?: bigint;
}

/** Signs as the native account. */
export function signWanted(wanted: Wanted, nonce: bigint, chainId = 31337n): Transaction {
  return signNative(NATIVE_KEY, {
    kind: wanted.kind,
    chainId,
    nonce,
    maxPriorityFeePerGas: 1_000_000_000n,
    maxFeePerGas: 5_000_000_000n,
    gasLimit: 2_000_000n,
    to: wanted.to,
    value: wanted.value ?? 0n,
    data: wanted.data ?? EMPTY,
  });
}

/** One of every kind that a key may sign; the calls of contracts go to `logger`. */
export function everyKind(logger: Uint8Array): Wanted[] {
  const word = new Uint8Array(32);
  return [
    { kind: 'normal', to: new Uint8Array(20).fill(0x77), value: 12_345n },
    { kind: 'contract_deploy', data: LOGGER },
    { kind: 'contract_call', to: logger, data: Uint8Array.of(1, 2, 3, 4, 5) },
    { kind: 'module_call', to: moduleAddress(1), data: callData('modules()') },
    { kind: 'governance', to: moduleAddress(4), data: callData('execute(uint256)', word) },
    { kind: 'governance_vote', to: moduleAddress(4), data: callData('castVote(uint256,uint8)', word) },
    { kind: 'stake', to: moduleAddress(3), data: callData('lock()') },
    { kind: 'unstake', to: moduleAddress(3), data: callData('unlock(uint256)', word) },
    { kind: 'treasury_allocation', to: moduleAddress(6), data: callData('claimStream(uint256)', word) },
  ];
}

/** What the blocks hold that `nativeBlocks` makes. */
export interface NativeBlocks {
  /** the block with one of every kind from either origin, between two more Ethereum transactions */
  readonly number: number;
  /** 0x-prefixed, in the order of the block */
  readonly hashes: readonly string[];
  /** the native ones among them, by hash */
  readonly native: ReadonlyMap<string, Transaction>;
  /** 20 bytes: the contract that made the logs */
  readonly logger: Uint8Array;
}

/**
 * Makes three blocks on a dev node in instant mode: money for the native account, its deployment, and one block with a
 * native transaction of every kind, the same calls of an Ethereum account, and an Ethereum one before and after.
 */
export async function nativeBlocks(ask: Ask): Promise<NativeBlocks> {
  const accounts = (await ask('eth_accounts')) as string[];
  const [rich, other] = [accounts[0], accounts[7]];
  await ask('eth_sendTransaction', { from: rich, to: toHex(NATIVE_SENDER), value: '0x8ac7230489e80000' });
  const deployment = signWanted({ kind: 'contract_deploy', data: LOGGER }, 0n);
  await ask('eth_sendRawTransaction', toHex(deployment.raw));
  const receipt = await ask('eth_getTransactionReceipt', toHex(deployment.hash));
  const logger = fromHex(receipt.contractAddress);
  await ask('evm_setAutomine', false);
  const fee = { maxFeePerGas: '0x174876e800', maxPriorityFeePerGas: '0x174876e800' };
  const first = await ask('eth_sendTransaction', { from: rich, to: toHex(logger), gas: '0x186a0', ...fee });
  const natives = everyKind(logger).map((wanted, index) => signWanted(wanted, BigInt(index + 1)));
  for (const { raw } of natives) await ask('eth_sendRawTransaction', toHex(raw));
  const same: string[] = [];
  for (const { to, data, value = 0n } of everyKind(logger)) {
    const call = { to: to && toHex(to), data: data && toHex(data), value: `0x${value.toString(16)}` };
    const between = { maxFeePerGas: '0x174876e800', maxPriorityFeePerGas: '0x1dcd6500', gas: '0x1e8480' };
    same.push(await ask('eth_sendTransaction', { from: other, ...call, ...between }));
  }
  const small = { maxFeePerGas: '0x174876e800', maxPriorityFeePerGas: '0x1' };
  const last = await ask('eth_sendTransaction', { from: rich, to: rich, value: '0x1', ...small });
  await ask('evm_mine');
  await ask('evm_setAutomine', true);
  const block = await ask('eth_getBlockByNumber', 'latest', false);
  return {
    number: Number(block.number),
    hashes: [first, ...natives.map(({ hash }) => toHex(hash)), ...same, last],
    native: new Map(natives.map((transaction) => [toHex(transaction.hash), transaction])),
    logger,
  };
}
