import { concatBytes, fromHex } from '../storage/encoding/bytes.ts';
import { keccak256 } from '../storage/encoding/keccak.ts';
import { InvalidParamsError, RpcError } from './errors.ts';
import { decodeEnvelope } from './server/envelope.ts';

/** What personal_sign and eth_sign sign: the message behind a prefix that no transaction begins with (EIP-191). */
export function personalDigest(message: Uint8Array): Uint8Array {
  const prefix = new TextEncoder().encode(`\x19Ethereum Signed Message:\n${message.length}`);
  return keccak256(concatBytes(prefix, message));
}

/** What eth_signTypedData_v4 signs (EIP-712); the data may come as JSON text. Throws InvalidParamsError. */
export async function typedDataDigest(typedData: unknown): Promise<Uint8Array> {
  // viem takes longest of all imports to load, and few nodes are ever asked for this.
  const { hashTypedData } = await import('viem/utils');
  try {
    const data = typeof typedData === 'string' ? decodeEnvelope(typedData) : typedData;
    return fromHex(hashTypedData(data as Parameters<typeof hashTypedData>[0]));
  } catch (error) {
    throw new InvalidParamsError(`invalid argument 1: invalid typed data: ${reasonOf(error)}`);
  }
}

/** One line of why: viem's own summary where it gives one. */
function reasonOf(error: unknown): string {
  if (error instanceof RpcError) return error.message;
  const summary = (error as { shortMessage?: unknown }).shortMessage;
  return typeof summary === 'string' ? summary : 'malformed';
}
