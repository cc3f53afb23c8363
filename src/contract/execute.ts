import type { Abi, Hex } from 'viem';
import { addressNetwork, formatXaiAddress } from '../../chain/transaction/native/address.ts';
import type { SignedKind } from '../../chain/transaction/native/kinds.ts';
import { decodeLog } from '../../rpc/contracts/decode.ts';
import { fromHex } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../vm/address.ts';
import { confirm } from '../account/prompt.ts';
import type { RpcClient } from '../client/rpcClient.ts';
import type { Settings } from '../config/options.ts';
import { coins } from './coins.ts';
import { ContractToolError } from './errors.ts';
import { type PlannedTransaction, planTransaction, tried } from './plan.ts';
import { type SenderSettings, senderOf } from './sender.ts';

/** A receipt as JSON-RPC gives it. */
export interface SentReceipt {
  readonly transactionHash: Hex;
  readonly status: Hex;
  readonly blockNumber: Hex;
  readonly gasUsed: Hex;
  readonly effectiveGasPrice: Hex;
  readonly contractAddress: Hex | null;
  readonly logs: readonly { readonly address: Hex; readonly topics: readonly Hex[]; readonly data: Hex }[];
}

/** Milliseconds to wait for a block, and between two looks. */
const PATIENCE = 180_000;
const LOOK = 250;

type SendSettings = SenderSettings & Pick<Settings, 'value' | 'gas' | 'dryRun' | 'yes'>;

/**
 * The way of every transaction of `xai contract`: try it, show gas and cost, ask, sign and send, wait, print the receipt
 * in the contract's words. Resolves to undefined after a dry run. Throws ContractToolError.
 */
export async function execute(
  client: RpcClient,
  settings: SendSettings,
  call: { readonly to: Hex | undefined; readonly data: Hex },
  abi: Abi,
): Promise<SentReceipt | undefined> {
  const sender = await senderOf(settings);
  const kind = sender.kindOf?.(call);
  const { value = 0n, gas } = settings;
  const planned = await planTransaction(client, { ...call, from: sender.address, value, gas }, abi);
  process.stdout.write(planText(planned, kind));
  if (settings.dryRun) {
    process.stdout.write('dry run      nothing was sent\n');
    return undefined;
  }
  if (!settings.yes && process.stdin.isTTY && !(await confirm('send it? [y/N] '))) {
    throw new ContractToolError('declined', 'nothing was sent');
  }
  const hash = await sender.send(client, planned);
  process.stdout.write(`transaction  ${hash}\n`);
  const receipt = await waitFor(client, hash);
  process.stdout.write(await receiptText(receipt, abi));
  if (receipt.status === '0x1') return receipt;
  const { from, to, data, value: amount } = planned.request;
  const parent = `0x${(BigInt(receipt.blockNumber) - 1n).toString(16)}`;
  // The reason is in no receipt: the call is made again on the state before; it throws with the reason.
  await tried(client, 'eth_call', { from, to, data, value: amount, gas: planned.request.gas }, abi, parent);
  throw new ContractToolError('reverted', `the transaction failed in its block: ${hash}`);
}

function planText(planned: PlannedTransaction, kind: SignedKind | undefined): string {
  const { request, estimate, gasLimit, price, highestPrice, chainId } = planned;
  const value = BigInt(request.value);
  const from = fromHex(request.from);
  const native =
    kind === undefined
      ? ''
      : `kind         ${kind}\naccount      ${formatXaiAddress(from, addressNetwork(chainId))}\n`;
  const target = request.to === undefined ? 'a new contract' : checksumAddress(fromHex(request.to));
  return `${native}from         ${checksumAddress(from)}
to           ${target}
gas          ${estimate} estimated, ${gasLimit} at most
cost         ${coins(estimate * price)} XAI estimated, ${coins(gasLimit * highestPrice)} XAI at most
${value === 0n ? '' : `value        ${coins(value)} XAI\n`}`;
}

async function receiptText(receipt: SentReceipt, abi: Abi): Promise<string> {
  const gasUsed = BigInt(receipt.gasUsed);
  let text = `block        ${BigInt(receipt.blockNumber)}
status       ${receipt.status === '0x1' ? 'succeeded' : 'FAILED'}
gas used     ${gasUsed}, ${coins(gasUsed * BigInt(receipt.effectiveGasPrice))} XAI
`;
  for (const log of receipt.logs) {
    const decoded = await decodeLog(abi, log);
    const words =
      decoded === undefined
        ? `${log.topics[0] ?? 'without a topic'} of ${log.address}`
        : `${decoded.event} ${JSON.stringify(decoded.arguments)}`;
    text += `event        ${words}\n`;
  }
  return text;
}

async function waitFor(client: RpcClient, hash: Hex): Promise<SentReceipt> {
  const began = performance.now();
  const isShown = process.stderr.isTTY;
  try {
    for (;;) {
      const receipt = await client.call<SentReceipt | null>('eth_getTransactionReceipt', hash);
      if (receipt !== null) return receipt;
      const waited = performance.now() - began;
      if (waited > PATIENCE) {
        throw new ContractToolError(
          'not-mined',
          `it is in no block after ${PATIENCE / 1000} s, and may still get into one: ${hash}`,
        );
      }
      if (isShown) process.stderr.write(`\rwaiting for a block, ${Math.floor(waited / 1000)} s`);
      await Bun.sleep(LOOK);
    }
  } finally {
    if (isShown) process.stderr.write('\r\u001b[K');
  }
}
