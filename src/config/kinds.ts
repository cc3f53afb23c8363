/** How a setting's text becomes a value. Flags, environment variables and file entries all pass through here. */
export interface Kind<T> {
  /** What stands for the value in help texts; undefined: a switch that takes none. */
  readonly placeholder: string | undefined;
  /** Throws a ValueError whose message completes the sentence "must be …". */
  parse(text: string): T;
}

/** A text that is not a value of its kind. */
export class ValueError extends Error {
  override readonly name = 'ValueError';
}

/** On or off. */
export const SWITCH: Kind<boolean> = {
  placeholder: undefined,
  parse(text) {
    if (['true', '1', 'yes', 'on'].includes(text.toLowerCase())) return true;
    if (['false', '0', 'no', 'off'].includes(text.toLowerCase())) return false;
    throw new ValueError('true or false');
  },
};

/** Any text but the empty one. */
export function text(placeholder: string): Kind<string> {
  return {
    placeholder,
    parse(value) {
      if (value === '') throw new ValueError('not empty');
      return value;
    },
  };
}

/** A whole number in decimal or 0x hexadecimal, for counts and sizes. */
export function whole(placeholder: string, least: number, most: number): Kind<number> {
  const range = most === Number.MAX_SAFE_INTEGER ? `of at least ${least}` : `from ${least} to ${most}`;
  return {
    placeholder,
    parse(value) {
      const number = isWhole(value) ? Number(value) : Number.NaN;
      if (!(number >= least && number <= most)) throw new ValueError(`a whole number ${range}`);
      return number;
    },
  };
}

/** A whole number without sign of at most `bits` bits, in decimal or 0x hexadecimal. */
export function quantity(placeholder: string, bits = 64): Kind<bigint> {
  return {
    placeholder,
    parse(value) {
      if (!isWhole(value) || BigInt(value) >> BigInt(bits) !== 0n) {
        throw new ValueError(`a whole number of at most ${bits} bits, in decimal or 0x hexadecimal`);
      }
      return BigInt(value);
    },
  };
}

/** An http or https address. */
export const URL_TEXT: Kind<string> = {
  placeholder: 'url',
  parse(value) {
    if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
      throw new ValueError('an address such as http://127.0.0.1:8545');
    }
    return value;
  },
};

/** An address to listen on: a port alone is one of 127.0.0.1. */
export const ENDPOINT: Kind<{ readonly host: string; readonly port: number }> = {
  placeholder: '[address:]port',
  parse(value) {
    const match = /^(?:(\[[0-9a-fA-F:.]+\]|[^:\s]+):)?(\d{1,5})$/.exec(value);
    const port = Number(match?.[2]);
    if (!(port <= 65535)) throw new ValueError('a port, or an address and a port such as 0.0.0.0:9001');
    return { host: match?.[1]?.replaceAll(/[[\]]/g, '') ?? '127.0.0.1', port };
  },
};

/** Seconds, fractions allowed; the value is in milliseconds. */
export const SECONDS: Kind<number> = {
  placeholder: 'seconds',
  parse(value) {
    const seconds = /^\d+(\.\d+)?$/.test(value) ? Number(value) : Number.NaN;
    if (!(seconds >= 0.001 && seconds <= 2_000_000))
      throw new ValueError('a number of seconds from 0.001 to 2000000');
    return Math.round(seconds * 1000);
  },
};

const WEI_DIGITS = 18;

/** An amount of the native coin with up to 18 decimals; the value is in wei. */
export const COINS: Kind<bigint> = {
  placeholder: 'coins',
  parse(value) {
    const match = /^(\d{1,60})(?:\.(\d{1,18}))?$/.exec(value);
    if (match === null) throw new ValueError('an amount such as 10000 or 0.5');
    const wei = BigInt(`${match[1]}${(match[2] ?? '').padEnd(WEI_DIGITS, '0')}`);
    if (wei >> 256n !== 0n) throw new ValueError('less than 2^256 wei');
    return wei;
  },
};

/** A 20-byte address in 0x hexadecimal. */
export const ADDRESS: Kind<Uint8Array> = {
  placeholder: 'address',
  parse(value) {
    if (!/^0x[0-9a-fA-F]{40}$/.test(value)) throw new ValueError('an address: 0x and 40 hexadecimal digits');
    return new Uint8Array(Buffer.from(value.slice(2), 'hex'));
  },
};

/** One of a few words; `also` maps further spellings to them. */
export function choice<const T extends string>(
  placeholder: string,
  words: readonly T[],
  also: Readonly<Record<string, T>> = {},
): Kind<T> {
  return {
    placeholder,
    parse(value) {
      const wanted = value.toLowerCase();
      const found = words.find((word) => word.toLowerCase() === wanted) ?? also[wanted];
      if (found === undefined) throw new ValueError(`one of ${words.join(', ')}`);
      return found;
    },
  };
}

/** A comma-separated list. */
export function list<T>(of: Kind<T>): Kind<readonly T[]> {
  return {
    placeholder: `${of.placeholder},…`,
    parse: (value) => value.split(',').map((part) => of.parse(part.trim())),
  };
}

function isWhole(value: string): boolean {
  return /^(\d{1,78}|0x[0-9a-fA-F]{1,64})$/.test(value);
}
