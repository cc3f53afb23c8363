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
  return readSecret(file);
}

/** The secret of a node that is asked; undefined where no file is named. Throws ConfigError. */
export function givenSecret(file: string | undefined): Uint8Array | undefined {
  if (file === undefined) return undefined;
  if (!existsSync(file)) throw new ConfigError('unreadable-file', `there is no secret in ${file}`);
  return readSecret(file);
}

function readSecret(file: string): Uint8Array {
  const text = readFileSync(file, 'utf8').trim().replace(/^0x/, '');
  if (!/^[0-9a-fA-F]{64}$/.test(text)) {
    throw new ConfigError(
      'unreadable-file',
      `${file} does not hold 32 bytes in hex: delete it to have a new one made`,
    );
  }
  return fromHex(text);
}
