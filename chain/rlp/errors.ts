/** What was wrong with bytes that should have been a header, block, transaction, receipt or stored record. */
export type DecodeErrorCode =
  | 'rlp-truncated'
  | 'rlp-trailing-bytes'
  | 'rlp-not-canonical'
  | 'rlp-too-deep'
  | 'list-expected'
  | 'bytes-expected'
  | 'list-size'
  | 'length'
  | 'leading-zeros'
  | 'integer-too-large'
  | 'transaction-type'
  | 'sidecar'
  | 'signature'
  | 'public-key'
  | 'native-kind'
  | 'native-target'
  | 'stored-record';

/** Bytes that do not decode. The message names the field. */
export class DecodeError extends Error {
  override readonly name = 'DecodeError';
  constructor(
    readonly code: DecodeErrorCode,
    message: string,
  ) {
    super(message);
  }
}
