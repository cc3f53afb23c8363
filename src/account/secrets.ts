import { readFileSync } from 'node:fs';
import { fromHex } from '../../storage/encoding/bytes.ts';
import { secp256k1 } from '../../vm/secp256k1.ts';
import { AccountError } from './errors.ts';
import { promptHidden } from './prompt.ts';

/** The password of an existing file: from --password-file, else asked for on the terminal. Throws AccountError. */
export async function readPassword(file: string | undefined, name: string): Promise<string> {
  return file === undefined ? await promptHidden(`password of ${name}: `) : passwordIn(file);
}

/** A password for a new file; on the terminal it is asked for twice. Throws AccountError. */
export async function choosePassword(file: string | undefined): Promise<string> {
  if (file !== undefined) return passwordIn(file);
  const password = await promptHidden('new password: ');
  if (password === '') throw new AccountError('bad-password', 'an empty password protects nothing');
  if ((await promptHidden('once more: ')) !== password) {
    throw new AccountError('bad-password', 'the two passwords differ');
  }
  return password;
}

/** A 32-byte private key in hex from --key-file, else from standard input, hidden on a terminal. Throws AccountError. */
export async function readKey(file: string | undefined): Promise<Uint8Array> {
  const text = file === undefined ? await keyFromInput() : readText(file);
  const digits = /^\s*(?:0x)?([0-9a-fA-F]{64})\s*$/.exec(text)?.[1];
  const key = digits === undefined ? undefined : fromHex(digits);
  if (key === undefined || !secp256k1().privateKeyVerify(key)) {
    throw new AccountError('bad-key', 'a private key is 64 hexadecimal digits, below the order of secp256k1');
  }
  return key;
}

async function keyFromInput(): Promise<string> {
  if (process.stdin.isTTY) return await promptHidden('private key (hex): ');
  let text = '';
  for await (const chunk of process.stdin) {
    text += String(chunk);
    if (text.length > 4096) break;
  }
  return text;
}

/** The first line: editors end a file with a line break that is no part of the password. */
function passwordIn(file: string): string {
  const password = readText(file).split(/\r?\n/)[0] ?? '';
  if (password === '') throw new AccountError('bad-password', `${file}: the first line is empty`);
  return password;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AccountError('bad-file', `${file} cannot be read: ${reason}`);
  }
}
