import { expect, test } from 'bun:test';
import { gzipSync } from 'node:zlib';
import { fileInTarball } from '../../scripts/tarball.mjs';

/** A ustar archive with these files, as npm packs it. */
function tarball(files: Record<string, string>): Uint8Array {
  const parts = Object.entries(files).map(([name, text]) => {
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124);
    const body = Buffer.alloc(Math.ceil(text.length / 512) * 512);
    body.write(text);
    return Buffer.concat([header, body]);
  });
  return gzipSync(Buffer.concat([...parts, Buffer.alloc(1024)]));
}

test('one file is taken out of a package', () => {
  const files = { 'package/a': 'x'.repeat(513), 'package/empty': '', 'package/bin/bun': 'program' };
  for (const [name, text] of Object.entries(files)) {
    expect(Buffer.from(fileInTarball(tarball(files), name)).toString()).toBe(text);
  }
  expect(() => fileInTarball(tarball(files), 'package/b')).toThrow('the package holds no package/b');
});
