import type { Hex } from 'viem';
import { addressOfKey, signTransaction } from '../../chain/transaction/sign.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../vm/address.ts';
import { defaultKeystore, findAccount, readKeystore } from '../account/directory.ts';
import { AccountError } from '../account/errors.ts';
import { decryptKey } from '../account/keystore.ts';
import { readPassword } from '../account/secrets.ts';
import type { RpcClient } from '../client/rpcClient.ts';
import type { Settings } from '../config/options.ts';
import { ContractToolError } from './errors.ts';
import type { PlannedTransaction } from './plan.ts';

/** Who pays for and signs a transaction. */
export interface Sender {
  readonly address: Hex;
  /** Hands the transaction to the node and resolves to its hash; a keystore's password is asked for here, not before. */
  send(client: RpcClient, planned: PlannedTransaction): Promise<Hex>;
}

/** The account of --account (a keystore) or --unlocked (of the node). Throws ContractToolError, AccountError. */
export function senderOf(
  settings: Pick<Settings, 'account' | 'unlocked' | 'keystore' | 'passwordFile'>,
): Sender {
  const { account, unlocked, keystore = defaultKeystore(), passwordFile } = settings;
  if ((account === undefined) === (unlocked === undefined)) {
    throw new ContractToolError(
      'no-sender',
      'say who sends: --account (a key of "xai account list"), or --unlocked (an account that the node has the key of)',
    );
  }
  if (unlocked !== undefined) {
    return {
      address: toHex(unlocked),
      send: (client, { request }) => client.call<Hex>('eth_sendTransaction', request),
    };
  }
  const stored = findAccount(keystore, account ?? '');
  return {
    address: toHex(stored.address),
    async send(client, planned) {
      const name = checksumAddress(stored.address);
      const password = await readPassword(passwordFile, name);
      const key = await decryptKey(readKeystore(stored.file), password, name);
      if (toHex(addressOfKey(key)) !== toHex(stored.address)) {
        throw new AccountError('bad-file', `${stored.file} holds the key of another account than it says`);
      }
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
