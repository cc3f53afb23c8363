import type { Hex } from 'viem';
import { signTransaction } from '../../chain/transaction/sign.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { defaultKeystore, findAccount } from '../account/directory.ts';
import { unlockKey } from '../account/unlock.ts';
import type { Settings } from '../config/options.ts';
import { ContractToolError } from './errors.ts';
import { nativeSender } from './nativeSender.ts';
import type { PlannedTransaction, Sender } from './plan.ts';

/** What says who sends. */
export type SenderSettings = Pick<
  Settings,
  'account' | 'unlocked' | 'keystore' | 'passwordFile' | 'native' | 'kind'
>;

/**
 * The account of --account (a keystore, with --native its native account) or --unlocked (of the node). The password of a
 * keystore is asked for when the transaction is signed; for a native account at once, whose address only the key tells.
 * Throws ContractToolError, AccountError.
 */
export async function senderOf(settings: SenderSettings): Promise<Sender> {
  const { account, unlocked, keystore = defaultKeystore(), passwordFile, native, kind } = settings;
  if ((account === undefined) === (unlocked === undefined)) {
    throw new ContractToolError(
      'no-sender',
      'say who sends: --account (a key of "xai account list"), or --unlocked (an account that the node has the key of)',
    );
  }
  if (unlocked !== undefined) {
    if (native) throw new ContractToolError('no-sender', '--native signs here: name a key with --account');
    return {
      address: toHex(unlocked),
      send: (client, { request }) => client.call<Hex>('eth_sendTransaction', request),
    };
  }
  const stored = findAccount(keystore, account ?? '');
  if (native) return nativeSender(await unlockKey(stored, passwordFile), kind);
  return {
    address: toHex(stored.address),
    async send(client, planned) {
      const key = await unlockKey(stored, passwordFile);
      return client.call<Hex>('eth_sendRawTransaction', signed(planned, key));
    },
  };
}

function signed({ request, chainId }: PlannedTransaction, key: Uint8Array): Hex {
  const price = BigInt(request.gasPrice ?? request.maxFeePerGas ?? 0);
  const { raw } = signTransaction(
    {
      type: request.gasPrice === undefined ? 2 : 0,
      chainId,
      nonce: BigInt(request.nonce),
      gasLimit: BigInt(request.gas),
      maxFeePerGas: price,
      maxPriorityFeePerGas: BigInt(request.maxPriorityFeePerGas ?? price),
      to: request.to === undefined ? undefined : fromHex(request.to),
      value: BigInt(request.value),
      data: fromHex(request.data),
      accessList: [],
    },
    key,
  );
  return toHex(raw);
}
