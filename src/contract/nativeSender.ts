import type { Hex } from 'viem';
import { nativeKindOf } from '../../chain/transaction/native/classify.ts';
import { requireTarget } from '../../chain/transaction/native/decode.ts';
import { kindRow, type SignedKind } from '../../chain/transaction/native/kinds.ts';
import { nativePublicKey, signNative } from '../../chain/transaction/native/sign.ts';
import { nativeAddress } from '../../chain/transaction/native/verify.ts';
import { fromHex, toHex } from '../../storage/encoding/bytes.ts';
import { ContractToolError } from './errors.ts';
import type { Sender } from './plan.ts';

/** The native account of a key: what it sends travels in the native envelope, as `wanted` or as the narrowest kind that fits. */
export function nativeSender(key: Uint8Array, wanted: SignedKind | undefined): Sender {
  const kindOf: Sender['kindOf'] = ({ to, data }) => {
    const target = { to: to === undefined ? undefined : fromHex(to), data: fromHex(data) };
    const kind = wanted ?? nativeKindOf(target, () => false);
    requireTarget(kindRow(kind), target);
    return kind;
  };
  return {
    address: toHex(nativeAddress(nativePublicKey(key))),
    kindOf,
    async send(client, { request, chainId }) {
      if (request.maxFeePerGas === undefined)
        throw new ContractToolError('no-sender', 'native transactions need the fees of London');
      const { raw } = signNative(key, {
        kind: kindOf(request),
        chainId,
        nonce: BigInt(request.nonce),
        maxPriorityFeePerGas: BigInt(request.maxPriorityFeePerGas ?? 0),
        maxFeePerGas: BigInt(request.maxFeePerGas),
        gasLimit: BigInt(request.gas),
        to: request.to === undefined ? undefined : fromHex(request.to),
        value: BigInt(request.value),
        data: fromHex(request.data),
      });
      return client.call<Hex>('eth_sendRawTransaction', toHex(raw));
    },
  };
}
