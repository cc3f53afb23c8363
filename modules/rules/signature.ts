import { keccak256 } from '../../storage/encoding/keccak.ts';
import { type ArgumentType, MAX_ARGUMENTS } from './ruleSet.ts';
import { ValueError } from './values.ts';

/** A function that rules can look into: its arguments by name or, where they have none, by their place. */
export interface Signature {
  /** the first four bytes of the hash of its canonical form */
  readonly selector: bigint;
  readonly arguments: ReadonlyMap<
    string,
    { readonly index: number; readonly type: ArgumentType | undefined }
  >;
}

/** Parses `transfer(address to, uint256 amount)`. Throws ValueError. */
export function parseSignature(text: string): Signature {
  const [, name = '', list = ''] = /^\s*([A-Za-z_$][\w$]{0,99})\s*\(([^()]*)\)\s*$/.exec(text) ?? [];
  if (name === '') {
    throw new ValueError(
      `${JSON.stringify(text)} is no function like transfer(address to, uint256 amount); tuples are not looked into`,
    );
  }
  const parts = list.trim() === '' ? [] : list.split(',').map((part) => part.trim().split(/\s+/));
  if (parts.length > MAX_ARGUMENTS) throw new ValueError(`${name} has more than ${MAX_ARGUMENTS} arguments`);
  const found = new Map<string, { index: number; type: ArgumentType | undefined }>();
  const types = parts.map(([type = '', ...words], index) => {
    const label = words.filter((word) => !['memory', 'calldata', 'indexed'].includes(word));
    if (label.length > 1) throw new ValueError(`argument ${index} of ${name} is no type with a name`);
    const canonical = type === 'uint' || type === 'int' ? `${type}256` : type;
    const entry = { index, type: typeOf(canonical) };
    for (const key of [String(index), ...label]) {
      if (found.has(key)) throw new ValueError(`two arguments of ${name} are called ${key}`);
      found.set(key, entry);
    }
    return canonical;
  });
  const hash = keccak256(new TextEncoder().encode(`${name}(${types.join(',')})`));
  return { selector: BigInt(`0x${Buffer.from(hash.subarray(0, 4)).toString('hex')}`), arguments: found };
}

/** How the arguments of a view are called: all of them fit into a word. Throws ValueError. */
export function viewSignature(text: string): Signature & { readonly types: readonly ArgumentType[] } {
  const signature = parseSignature(text);
  const types: ArgumentType[] = [];
  for (let index = 0; signature.arguments.has(String(index)); index++) {
    const type = signature.arguments.get(String(index))?.type;
    if (type === undefined) throw new ValueError(`argument ${index} of a view has to have a fixed size`);
    types.push(type);
  }
  return { ...signature, types };
}

/** undefined: takes one word of the head, as a place in the tail, which rules do not look into */
function typeOf(type: string): ArgumentType | undefined {
  if (type === 'address' || type === 'bool') return { kind: type };
  const [, base, digits = ''] = /^(uint|int|bytes)([1-9]\d{0,2})$/.exec(type) ?? [];
  const size = Number(digits);
  if (base === 'bytes' && size <= 32) return { kind: 'bytes', size };
  if ((base === 'uint' || base === 'int') && size % 8 === 0 && size <= 256) return { kind: base, bits: size };
  if (/^(bytes|string)$/.test(type) || /^(address|bool|bytes\d*|string|u?int\d*)(\[\d*\])*\[\]$/.test(type))
    return undefined;
  throw new ValueError(`${JSON.stringify(type)} is no type of an argument that rules know`);
}
