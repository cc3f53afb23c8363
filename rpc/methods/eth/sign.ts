import { Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { type Method, required } from '../../method.ts';
import { toBytes } from '../../schema/parse.ts';
import { Address, Data } from '../../schema/scalar.ts';
import { personalDigest, typedDataDigest } from '../../signing.ts';

const TypedData = Type.Union([Type.Object({}), Type.String()], { title: 'typedData' });

/** eth_* that sign messages. */
export const ethSignMethods: readonly Method[] = [
  {
    name: 'eth_sign',
    summary: 'Signs a message, behind the prefix for messages, with an account of this node.',
    params: [required('address', Address), required('message', Data)],
    result: Data,
    resultName: 'signature',
    handler: ([address, message], { wallet }) =>
      toHex(wallet.signDigest(toBytes(address), personalDigest(toBytes(message)))),
  },
  // The bare name is what web3.py calls it.
  ...['eth_signTypedData_v4', 'eth_signTypedData'].map(
    (name): Method => ({
      name,
      summary: 'Signs typed data with an account of this node.',
      params: [
        required('address', Address),
        required('typedData', TypedData, 'an object, or the same as JSON text'),
      ],
      result: Data,
      resultName: 'signature',
      handler: async ([address, typedData], { wallet }) =>
        toHex(wallet.signDigest(toBytes(address), await typedDataDigest(typedData))),
    }),
  ),
];
