import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fromHex, toHexString } from '../storage/encoding/bytes.ts';
import { ConfigError } from './config/errors.ts';

/** The secret that the two clients share: read from its file, or made there for the other one to read. */
export function jwtSecret(file: string): Uint8Array {
  if (!existsSync(file)) {
    const secret = crypto.getRandomValues(new Uint8Array(32));
    writeFileSync(file, `0x${toHexString(secret)}\n`, { mode: 0o600 });
    return secret;
  }
  const text = readFileSync(file, 'utf8').trim().replace(/^0x/, '');
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    throw new ConfigError(
      'unreadable-file',
      `${file} does not hold 32 bytes in hex: delete it to have a new one made`,
    );
  }
  return fromHex(text);
}
