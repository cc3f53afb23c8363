import { fromHex } from '../../../storage/encoding/bytes.ts';
import { checksumAddress } from '../../../vm/address.ts';
import { AddressError } from './errors.ts';

/** Which chains an address is written for; the 20 bytes are the same on all of them. */
export type AddressNetwork = 'mainnet' | 'testnet';

/** What an address in XAI's text form says. */
export interface XaiAddress {
  /** 20 bytes */
  readonly address: Uint8Array;
  readonly network: AddressNetwork;
  /** False for digits of one case, which upstream wallets write: nothing protects them against slips. */
  readonly checked: boolean;
}

const MAINNET_CHAIN_ID = 22593n;
const PREFIXES: Record<AddressNetwork, string> = { mainnet: 'XAI', testnet: 'TXAI' };
const DIGITS = 40;

/** The network that addresses of a chain are written for: every chain but the main one is a test network. */
export function addressNetwork(chainId: bigint): AddressNetwork {
  return chainId === MAINNET_CHAIN_ID ? 'mainnet' : 'testnet';
}

/**
 * An address of 20 bytes as XAI's wallets write it: `XAI` or `TXAI` and 40 hex digits in the mixed case of EIP-55, which
 * the upstream chain takes over.
 */
export function formatXaiAddress(address: Uint8Array, network: AddressNetwork): string {
  return PREFIXES[network] + checksumAddress(address).slice(2);
}

/** Reads such an address. Throws AddressError: prefix, length, a character that is no digit, a slip in the mixed case. */
export function parseXaiAddress(text: string): XaiAddress {
  const network = text.startsWith('TXAI') ? 'testnet' : 'mainnet';
  const prefix = PREFIXES[network];
  if (!text.startsWith(prefix)) throw new AddressError('prefix', 'address must begin with XAI or TXAI');
  const digits = text.slice(prefix.length);
  if (digits.length !== DIGITS) {
    throw new AddressError(
      'length',
      `address must have ${DIGITS} digits after ${prefix}, got ${digits.length}`,
    );
  }
  if (!/^[0-9a-fA-F]+$/.test(digits))
    throw new AddressError('digits', 'address has a character that is no hex digit');
  const address = fromHex(digits);
  const oneCase = digits === digits.toLowerCase() || digits === digits.toUpperCase();
  const checked = text === formatXaiAddress(address, network);
  if (!oneCase && !checked)
    throw new AddressError('checksum', 'address has a wrong checksum: a digit may be mistyped');
  return { address, network, checked };
}
