import { Type } from '@sinclair/typebox';
import { UnsupportedError } from '../errors.ts';
import { type Method, optional } from '../method.ts';

/** Methods of wallets (EIP-1193 and its companions) that libraries try on any endpoint. */
const NAMES = [
  'wallet_addEthereumChain',
  'wallet_getCallsStatus',
  'wallet_getCapabilities',
  'wallet_getPermissions',
  'wallet_requestPermissions',
  'wallet_revokePermissions',
  'wallet_sendCalls',
  'wallet_switchEthereumChain',
  'wallet_watchAsset',
] as const;

const anything = Type.Unknown();

/** wallet_*: refused with a code that libraries know to mean "this endpoint is no wallet". */
export const walletMethods: readonly Method[] = NAMES.map((name) => ({
  name,
  summary: 'Refused: this is a question to a wallet, and a node is none.',
  params: [optional('first', anything), optional('second', anything)],
  result: Type.Null(),
  resultName: 'nothing',
  handler: () => {
    throw new UnsupportedError(`${name} is not supported: this endpoint is a node, not a wallet`);
  },
}));
