import { formatXaiAddress } from '../../chain/transaction/native/address.ts';
import { nativePublicKey } from '../../chain/transaction/native/sign.ts';
import { nativeAddress } from '../../chain/transaction/native/verify.ts';
import { checksumAddress } from '../../vm/address.ts';

/** The two forms of one account's 20 bytes, line by line. */
export function addressLines(address: Uint8Array): string {
  return `ethereum     ${checksumAddress(address)}
XAI          ${formatXaiAddress(address, 'mainnet')}
XAI (test)   ${formatXaiAddress(address, 'testnet')}
`;
}

/** The other account of the same key: native transactions hash the public key in another way. */
export function nativeLine(privateKey: Uint8Array): string {
  const address = nativeAddress(nativePublicKey(privateKey));
  return `native key   ${formatXaiAddress(address, 'mainnet')} (the account that native transactions of this key come from)\n`;
}
