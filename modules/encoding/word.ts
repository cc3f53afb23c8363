/** Text as the left-aligned ASCII word that ids and keys of modules are, as 0x hex of 32 bytes. Throws RangeError past 32 characters. */
export function asciiWord(text: string): `0x${string}` {
  if (!/^[\x21-\x7e]{1,32}$/.test(text))
    throw new RangeError(`not 1 to 32 visible ASCII characters: ${text}`);
  return `0x${Buffer.from(text, 'latin1').toString('hex').padEnd(64, '0')}`;
}

/** The text of such a word; undefined where it is something else. */
export function wordText(word: string): string | undefined {
  const digits = /^0x((?:[0-9a-f]{2})*?)(?:00)*$/i.exec(word)?.[1];
  if (digits === undefined || word.length !== 66) return undefined;
  const text = Buffer.from(digits, 'hex').toString('latin1');
  return /^[\x21-\x7e]{1,32}$/.test(text) ? text : undefined;
}
