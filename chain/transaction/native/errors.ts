/** What is wrong with an address in text. */
export type AddressErrorCode = 'prefix' | 'length' | 'digits' | 'checksum' | 'network';

/** Text that is no address, or none of this chain. */
export class AddressError extends Error {
  override readonly name = 'AddressError';
  constructor(
    readonly code: AddressErrorCode,
    message: string,
  ) {
    super(message);
  }
}
