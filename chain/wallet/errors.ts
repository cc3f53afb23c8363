import { checksumAddress } from '../../vm/address.ts';

/** The node holds no key of this account. */
export class UnknownAccountError extends Error {
  override readonly name = 'UnknownAccountError';
  readonly code = 'unknown-account';

  constructor(readonly address: Uint8Array) {
    super(`unknown account ${checksumAddress(address)}`);
  }
}
