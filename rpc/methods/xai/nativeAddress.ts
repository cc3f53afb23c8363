import { Type } from '@sinclair/typebox';
import {
  addressNetwork,
  formatXaiAddress,
  parseXaiAddress,
} from '../../../chain/transaction/native/address.ts';
import { AddressError } from '../../../chain/transaction/native/errors.ts';
import { KINDS, REFUSED_KINDS } from '../../../chain/transaction/native/kinds.ts';
import { checksumAddress } from '../../../vm/address.ts';
import { type Method, required } from '../../method.ts';
import { AddressCheckResult, KindResult, XaiAddress } from '../../schema/native.ts';
import { toBytes } from '../../schema/parse.ts';
import { Address } from '../../schema/scalar.ts';

/** No address is longer; more is not worth looking at. */
const MAX_TEXT = 256;

/** xai_* about addresses and kinds of transactions: pure functions of their parameters and the chain's id. */
export const xaiAddressMethods: readonly Method[] = [
  {
    name: 'xai_toEvmAddress',
    summary: 'The 20 bytes of an XAI… or TXAI… address with a right checksum, as Ethereum tools write them.',
    params: [required('address', XaiAddress)],
    result: Address,
    resultName: 'address',
    handler: ([text]) => checksumAddress(parseXaiAddress(text as string).address),
  },
  {
    name: 'xai_fromEvmAddress',
    summary: "An address as XAI's wallets write it for this chain's network, with its checksum.",
    params: [required('address', Address)],
    result: XaiAddress,
    resultName: 'address',
    handler: ([address], { chain }) =>
      formatXaiAddress(toBytes(address), addressNetwork(chain.config.chainId)),
  },
  {
    name: 'xai_validateAddress',
    summary: 'Whether a text is an XAI… or TXAI… address, and why not; digits of one case have no checksum.',
    params: [required('text', Type.String({ title: 'text', maxLength: MAX_TEXT }))],
    result: AddressCheckResult,
    resultName: 'check',
    handler: ([text], { chain }) => checkAddress(text as string, chain.config.chainId),
  },
  {
    name: 'xai_transactionKinds',
    summary: 'Every kind of transaction, with its number in the envelope, and why some are not supported.',
    params: [],
    result: Type.Array(KindResult),
    resultName: 'kinds',
    handler: () => [
      ...KINDS.map(({ name, number, meaning }) => ({
        tx_type: name,
        number,
        supported: true,
        sendable: name !== 'system',
        description: meaning,
      })),
      ...REFUSED_KINDS.map(({ name, number, refusal }) => ({
        tx_type: name,
        number,
        supported: false,
        sendable: false,
        description: refusal,
      })),
    ],
  },
];

function checkAddress(text: string, chainId: bigint) {
  try {
    const { address, network, checked } = parseXaiAddress(text);
    return {
      valid: true,
      reason: null,
      network,
      this_network: network === addressNetwork(chainId),
      checksum: checked ? 'correct' : 'absent',
      address: formatXaiAddress(address, network),
      evm_address: checksumAddress(address),
    };
  } catch (error) {
    if (!(error instanceof AddressError)) throw error;
    const unknown = { network: null, this_network: false, checksum: null, address: null, evm_address: null };
    return { valid: false, reason: error.message, ...unknown };
  }
}
