import { checksumAddress, type Hex } from 'viem';

/** `XAI…` (of the main network) or `TXAI…` with the checksum of EIP-55: the same 20 bytes. */
export function toXaiAddress(address: Hex, network: 'mainnet' | 'testnet'): string {
  return `${network === 'mainnet' ? 'XAI' : 'TXAI'}${checksumAddress(address).slice(2)}`;
}

/** The 20 bytes of such an address. Throws TypeError for another form, and where a mixed case has the wrong checksum. */
export function fromXaiAddress(text: string): Hex {
  const digits = /^T?XAI([0-9a-fA-F]{40})$/.exec(text)?.[1];
  if (digits === undefined) throw new TypeError(`${text} is no address of XAI`);
  const address = checksumAddress(`0x${digits.toLowerCase()}`);
  const isMixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  if (isMixed && address !== `0x${digits}`) throw new TypeError(`${text} has a wrong checksum`);
  return address;
}
