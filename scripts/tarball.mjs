import { gunzipSync } from 'node:zlib';

const BLOCK = 512;

/** One file's bytes out of a .tgz (ustar, as npm packs it): Node has no reader of its own. */
export function fileInTarball(tarball, path) {
  const archive = gunzipSync(tarball);
  for (let offset = 0; offset + BLOCK <= archive.length; ) {
    const header = archive.subarray(offset, offset + BLOCK);
    const name = text(header, 0, 100);
    if (name === '') break;
    const size = Number.parseInt(text(header, 124, 12), 8);
    const start = offset + BLOCK;
    if (name === path) return archive.subarray(start, start + size);
    offset = start + Math.ceil(size / BLOCK) * BLOCK;
  }
  throw new Error(`the package holds no ${path}`);
}

/** A NUL-terminated field of a header. */
function text(header, start, length) {
  const field = header.subarray(start, start + length).toString('latin1');
  const end = field.indexOf('\0');
  return (end === -1 ? field : field.slice(0, end)).trim();
}
