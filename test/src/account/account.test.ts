import { describe, expect, test } from 'bun:test';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultKeystore, findAccount, listAccounts, saveKeystore } from '../../../src/account/directory.ts';
import { decryptKey, encryptKey } from '../../../src/account/keystore.ts';
import { toHexString } from '../../../storage/encoding/bytes.ts';
import { ROOT } from '../../house/tree.ts';
import { ALICE, runToEnd } from '../program.ts';
import { temporaryDirectory } from '../temporary.ts';

const folder = temporaryDirectory();
const passwordFile = join(folder, 'password');
const keyFile = join(folder, 'key');
writeFileSync(passwordFile, 'correct horse\n');
writeFileSync(keyFile, `0x${toHexString(ALICE.key)}\n`);
const CHEAP = { N: 2, r: 1, p: 1 };

/** The test vector of the definition of Web3 Secret Storage, whose key derivation is PBKDF2. */
const VECTOR = JSON.stringify({
  crypto: {
    cipher: 'aes-128-ctr',
    cipherparams: { iv: '6087dab2f9fdbbfaddc31a909735c1e6' },
    ciphertext: '5318b4d5bcd28de64ee5559e671353e16f075ecae9f99c7a79a38af5f869aa46',
    kdf: 'pbkdf2',
    kdfparams: {
      c: 262144,
      dklen: 32,
      prf: 'hmac-sha256',
      salt: 'ae3cd4e7013836a3df6bd7241b12db061dbe2c6785853cce422d148a624ce0bd',
    },
    mac: '517ead924a9d0dc3124507e3393d175ce3ff7c1e96529c6c555ce9e51205e9b2',
  },
  id: '3198bc9c-6672-5ab3-d995-4942343ae5b6',
  version: 3,
});

describe('the commands', () => {
  const keystore = join(folder, 'keys');
  const at = ['--keystore', keystore];

  test('keep a key that cast decrypts, and show both forms of its address', async () => {
    const kept = await runToEnd([
      ...['account', 'import', '--key-file', keyFile, '--password-file', passwordFile],
      ...at,
    ]);
    expect(kept.error).toBe('');
    expect(kept.out).toContain('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');
    expect(kept.out).toContain('XAIf39Fd6e51aad88F6F4ce6aB8827279cffFb92266');
    expect(kept.out + kept.error).not.toContain(toHexString(ALICE.key));
    const [name = ''] = readdirSync(keystore);
    expect(statSync(join(keystore, name)).mode & 0o777).toBe(0o600);
    expect(statSync(keystore).mode & 0o777).toBe(0o700);

    const cast = Bun.spawnSync([
      ...[join(ROOT, 'node_modules/.bin/cast'), 'wallet', 'decrypt-keystore', name],
      ...['--keystore-dir', keystore, '--unsafe-password', 'correct horse'],
    ]);
    expect(cast.stdout.toString()).toContain(toHexString(ALICE.key));

    const list = await runToEnd(['account', 'list', ...at]);
    expect(list.out.split('\n')).toHaveLength(2);
    expect(list.out).toStartWith('0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266  XAIf39Fd6');
    const shown = await runToEnd([
      'account',
      'address',
      'TXAIf39fd6e51aad88f6f4ce6ab8827279cfffb92266',
      ...at,
    ]);
    expect(shown.out).toContain(join(keystore, name));
  }, 30_000);

  test('refuse what cannot be used, in words', async () => {
    const without = await runToEnd(['account', 'new', ...at]);
    expect(without).toMatchObject({ status: 1, out: '' });
    expect(without.error).toContain('--password-file');
    writeFileSync(join(folder, 'zero'), '0'.repeat(64));
    const zero = [
      'account',
      'import',
      '--key-file',
      join(folder, 'zero'),
      '--password-file',
      passwordFile,
      ...at,
    ];
    expect((await runToEnd(zero)).error).toContain('below the order of secp256k1');
    const unknown = await runToEnd(['account', 'address', `0x${'11'.repeat(20)}`, ...at]);
    expect(unknown.error).toContain('has no key of');
  }, 30_000);
});

describe('keystores', () => {
  test('decrypt the vector of the definition', async () => {
    const key = await decryptKey(VECTOR, 'testpassword', 'vector');
    expect(toHexString(key)).toBe('7a28b5ba57c53603b0b07b56bba752f7784bf506fa95edc395f5cf6c7514fe9d');
  });

  test('tell a wrong password from a damaged file, and refuse an absurd cost', async () => {
    const text = await encryptKey(ALICE.key, 'a', CHEAP);
    expect(await decryptKey(text, 'a', 'it')).toEqual(ALICE.key);
    await expect(decryptKey(text, 'b', 'it')).rejects.toMatchObject({ code: 'bad-password' });
    await expect(decryptKey('{"version":3}', 'a', 'it')).rejects.toMatchObject({ code: 'bad-file' });
    const costly = JSON.stringify({
      crypto: { kdf: 'scrypt', kdfparams: { n: 2 ** 40, r: 8, p: 1 } },
      version: 3,
    });
    await expect(decryptKey(costly, 'a', 'it')).rejects.toThrow('more work than any wallet writes');
  });

  test('are found by address, and two of one account are told', async () => {
    const keys = join(folder, 'found');
    const address = Uint8Array.from(Buffer.from(ALICE.address.slice(2), 'hex'));
    const text = await encryptKey(ALICE.key, 'a', CHEAP);
    const file = saveKeystore(keys, address, text);
    writeFileSync(join(keys, 'notes.txt'), 'no keystore');
    expect(listAccounts(keys)).toMatchObject({
      accounts: [{ file }],
      problems: [expect.stringContaining('notes.txt')],
    });
    expect(findAccount(keys, ALICE.address).file).toBe(file);
    expect(() => findAccount(keys, 'XAIF39fd6e51aad88f6f4ce6ab8827279cfffb92266')).toThrow('wrong checksum');
    writeFileSync(join(keys, 'second'), text);
    expect(() => findAccount(keys, ALICE.address)).toThrow('two files');
    expect(defaultKeystore()).toEndWith('.xai/keystore');
  });
});
