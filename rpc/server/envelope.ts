import { ParseError } from '../errors.ts';

/** Brackets inside brackets that a request may have; the deepest honest one (typed data of structs) has about ten. */
const MAX_DEPTH = 128;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Bytes of a request → its JSON value. Throws ParseError for bad UTF-8, bad JSON and JSON nested too deeply. */
export function decodeEnvelope(body: string | Uint8Array): unknown {
  const text = typeof body === 'string' ? body : decodeText(body);
  boundDepth(text);
  try {
    return JSON.parse(text);
  } catch {
    throw new ParseError(
      text.trim() === '' ? 'parse error: empty request body' : 'parse error: not valid JSON',
    );
  }
}

function decodeText(body: Uint8Array): string {
  try {
    return utf8.decode(body);
  } catch {
    throw new ParseError('parse error: not valid UTF-8');
  }
}

/** Refuses deep nesting before a recursive parser meets it. Strings are skipped over; other errors are left to the parser. */
function boundDepth(text: string): void {
  if (text.length <= MAX_DEPTH) return;
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const char = text.charCodeAt(i);
    if (char === QUOTE) {
      i = endOfString(text, i);
      if (i < 0) return;
    } else if (char === 0x5b || char === 0x7b) {
      if (++depth > MAX_DEPTH) throw new ParseError(`parse error: nested more than ${MAX_DEPTH} deep`);
    } else if (char === 0x5d || char === 0x7d) {
      depth--;
    }
  }
}

/** The index of the quote that ends the string beginning at `start`; -1 when there is none. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1);
  while (end >= 0) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === BACKSLASH) backslashes++;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return -1;
}
