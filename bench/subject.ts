/** What every node is given before it is measured: funded senders, a token, a block of one and a block of 500 transfers. */
import { encodeDeployData } from 'viem';
import { addressOfKey, signTransaction } from '../chain/transaction/sign.ts';
import { bigIntToFixedBytes, concatBytes, EMPTY_BYTES, fromHex, toHex } from '../storage/encoding/bytes.ts';
import { keccak256 } from '../storage/encoding/keccak.ts';
import { artefact } from '../test/e2e/contracts/compile.ts';
import { request } from '../test/e2e/launch.ts';
import { body, load } from './load.ts';
import type { BenchNode } from './nodes.ts';

/** An account that signs here and counts its own nonces. */
export interface Sender {
  readonly key: Uint8Array;
  readonly address: Uint8Array;
  nonce: bigint;
}

/** A node ready to be measured. */
export interface Subject extends BenchNode {
  readonly senders: readonly Sender[];
  readonly token: Uint8Array;
  /** another, which has told of its first issue alone */
  readonly quietToken: Uint8Array;
  /** numbers of the blocks with one transfer and with many */
  readonly smallBlock: string;
  readonly largeBlock: string;
  /** of a token transfer */
  readonly transactionHash: string;
  call<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
}

/** Connections that send transactions, each with a sender of its own. */
export const SENDERS = 32;

/** The first account of the mnemonic that Foundry and Hardhat share. */
const RICH = fromHex('ac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80');
const CHAIN_ID = 31337n;
const GWEI = 10n ** 9n;
const ETHER = 10n ** 18n;

/** One of a thousand accounts that receive. */
export function recipient(index: number): Uint8Array {
  return keccak256(bigIntToFixedBytes(BigInt(index % 1000), 32)).subarray(12);
}

/** Calldata of the token's `transfer`. */
export function transferData(to: Uint8Array, amount: bigint): Uint8Array {
  return concatBytes(fromHex('a9059cbb'), new Uint8Array(12), to, bigIntToFixedBytes(amount, 32));
}

/** Calldata of the token's `balanceOf`. */
export function balanceOfData(account: Uint8Array): Uint8Array {
  return concatBytes(fromHex('70a08231'), new Uint8Array(12), account);
}

/** A signed transaction with the sender's next nonce, as hex. */
export function sign(
  sender: Sender,
  to: Uint8Array | undefined,
  content: { readonly value?: bigint; readonly data?: Uint8Array; readonly gasLimit?: bigint },
): string {
  const { value = 0n, data = EMPTY_BYTES, gasLimit = 21_000n } = content;
  const fields = { to, value, data, gasLimit, accessList: [], chainId: CHAIN_ID, type: 2 as const };
  const fees = { maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: GWEI };
  return toHex(signTransaction({ ...fields, ...fees, nonce: sender.nonce++ }, sender.key).raw);
}

export function signTransfer(sender: Sender, index: number): string {
  return sign(sender, recipient(index), { value: 1n });
}

export function signTokenTransfer(sender: Sender, token: Uint8Array, index: number): string {
  return sign(sender, token, { data: transferData(recipient(index), 1n), gasLimit: 100_000n });
}

/** Sends signed transactions of any senders, in order, and makes one block of all of them. Its number. */
export async function mineTogether(node: BenchNode, raw: readonly string[]): Promise<string> {
  await request(node.url, 'evm_setAutomine', false);
  let sent = 0;
  await load(node.port, 1, () => {
    const next = raw[sent++];
    return next === undefined ? undefined : body('eth_sendRawTransaction', next);
  });
  await request(node.url, 'evm_mine');
  await request(node.url, 'evm_setAutomine', true);
  return request<string>(node.url, 'eth_blockNumber');
}

/** The senders of every run, who have sent nothing yet. */
export function makeSenders(): Sender[] {
  return Array.from({ length: SENDERS }, (_, index) => {
    const key = keccak256(bigIntToFixedBytes(BigInt(index + 1), 32));
    return { key, address: addressOfKey(key), nonce: 0n };
  });
}

/** Gives a node what the workloads need. */
export async function prepare(node: BenchNode): Promise<Subject> {
  const call: Subject['call'] = (method, ...params) => request(node.url, method, ...params);
  const rich = { key: RICH, address: addressOfKey(RICH), nonce: 0n };
  const senders = makeSenders();
  await call('evm_setBlockGasLimit', '0x1dcd6500');
  await mineTogether(
    node,
    senders.map(({ address }) => sign(rich, address, { value: 200n * ETHER })),
  );
  const { abi, bytecode } = artefact('Token');
  const data = fromHex(encodeDeployData({ abi, bytecode, args: ['Bench', 'BENCH', ETHER] }));
  const deploy = async () => {
    const raw = sign(rich, undefined, { data, gasLimit: 5_000_000n });
    const receipt = await receiptOf(node, await call<string>('eth_sendRawTransaction', raw));
    return fromHex(receipt.contractAddress);
  };
  const token = await deploy();
  const quietToken = await deploy();
  await mineTogether(
    node,
    senders.map(({ address }) =>
      sign(rich, token, { data: transferData(address, 10n ** 12n), gasLimit: 100_000n }),
    ),
  );
  const [first] = senders as [Sender];
  const transactionHash = await call<string>('eth_sendRawTransaction', signTokenTransfer(first, token, 1));
  await receiptOf(node, transactionHash);
  const smallBlock = await mineTogether(node, [signTransfer(first, 0)]);
  const many = Array.from({ length: 500 }, (_, index) =>
    signTransfer(senders[index % SENDERS] as Sender, index),
  );
  const largeBlock = await mineTogether(node, many);
  return { ...node, senders, token, quietToken, smallBlock, largeBlock, transactionHash, call };
}

/** The receipt, asked for until it is there. */
export async function receiptOf(node: BenchNode, hash: string): Promise<{ contractAddress: string }> {
  for (;;) {
    const receipt = await request<{ contractAddress: string } | null>(
      node.url,
      'eth_getTransactionReceipt',
      hash,
    );
    if (receipt !== null) return receipt;
  }
}
