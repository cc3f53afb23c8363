import { toHex } from '../../storage/encoding/bytes.ts';
import { type Method, optional, required } from '../method.ts';
import { toBytes } from '../schema/parse.ts';
import { Address, Data, Text } from '../schema/scalar.ts';
import { personalDigest } from '../signing.ts';

/** personal_* */
export const personalMethods: readonly Method[] = [
  {
    name: 'personal_sign',
    summary: 'As eth_sign, with the parameters the other way round.',
    params: [
      required('message', Data),
      required('address', Address),
      optional('password', Text, 'ignored: the accounts of this node are open'),
    ],
    result: Data,
    resultName: 'signature',
    handler: ([message, address], { wallet }) =>
      toHex(wallet.signDigest(toBytes(address), personalDigest(toBytes(message)))),
  },
];
