import { concatBytes } from '../storage/encoding/bytes.ts';

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Text in pieces, those that are long as its bytes in UTF-8: they are sent as they were written, and never become a string. */
type Pieces = readonly (string | Uint8Array)[];

/**
 * A result that is JSON already: what a method has in many like pieces it writes itself, with less work than objects take that
 * are read once. In an answer it stands as it is; whoever makes JSON of it otherwise gets the same value.
 */
export class JsonText {
  readonly #pieces: Pieces;

  constructor(...pieces: Pieces) {
    this.#pieces = pieces;
  }

  get text(): string {
    return textOf(joined(this.#pieces));
  }

  /** It with something around it. */
  within(before: string, after: string): string | Uint8Array {
    return joined([before, ...this.#pieces, after]);
  }

  /** The value that it tells. */
  toJSON(): unknown {
    return JSON.parse(this.text);
  }
}

/** Any JSON value as text. */
export function jsonOf(value: unknown): string {
  return value instanceof JsonText ? value.text : JSON.stringify(value);
}

/** Text that may be the bytes of it, as a string. */
export function textOf(text: string | Uint8Array): string {
  return typeof text === 'string' ? text : decoder.decode(text);
}

function joined(pieces: Pieces): string | Uint8Array {
  if (pieces.every((piece) => typeof piece === 'string')) return pieces.join('');
  return concatBytes(...pieces.map((piece) => (typeof piece === 'string' ? encoder.encode(piece) : piece)));
}
