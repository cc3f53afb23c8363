/*
 * mcl's module with more in it (WebAssembly, section 5.5): its table of functions seen from outside and longer, and the
 * functions of another module beside its own, so that a call from one to the other stays in one instance.
 */

const SECTION = { types: 1, functions: 3, table: 4, exports: 7, code: 10 } as const;
/** Entries of the table that are free. */
export const FREE_ENTRIES = 24;
/** Bytes before the sections. */
const HEADER = 8;

type Bytes = Uint8Array<ArrayBuffer>;
/** Pieces of a section's content in order. */
type Content = readonly (Uint8Array | readonly number[])[];

/**
 * `added` has functions without imports of functions, globals and calls, each exported under its name. `replaced`: names of
 * exports of mcl that hand their two operands on to another function, with the one of ours that does that function's work.
 */
export function extendedModule(
  bytes: Bytes,
  added: Bytes | undefined,
  replaced: Readonly<Record<string, string>> = {},
): Bytes {
  const own = sectionsOf(bytes);
  const more = added === undefined ? new Map<number, Uint8Array>() : sectionsOf(added);
  const typeCount = countOf(own.get(SECTION.types));
  const functionCount = countOf(own.get(SECTION.functions));
  const ours = new Map(exportsOf(more.get(SECTION.exports)));
  const theirs = new Map(exportsOf(own.get(SECTION.exports)));
  const bodies = new Map<number, readonly number[]>();
  for (const [name, by] of added === undefined ? [] : Object.entries(replaced)) {
    const callee = handedOn(bodiesOf(own.get(SECTION.code))[theirs.get(name) ?? -1]);
    const index = ours.get(by);
    if (callee === undefined || index === undefined) throw new Error(`mcl has no ${name} as expected`);
    bodies.set(callee, handingOn(index + functionCount));
  }
  const changed: Readonly<Record<number, (content: Uint8Array) => Content>> = {
    [SECTION.types]: (content) => joined(content, more.get(SECTION.types), (items) => [items]),
    [SECTION.functions]: (content) =>
      joined(content, more.get(SECTION.functions), (items) => [
        numbersOf(items).flatMap((type) => writeUnsigned(type + typeCount)),
      ]),
    [SECTION.table]: (content) => {
      // one table of functions: its type, that it has a maximum, and how many it holds at first
      const [entries] = readUnsigned(content, 3);
      const count = writeUnsigned(entries + FREE_ENTRIES);
      return [[1, 0x70, 1, ...count, ...count]];
    },
    [SECTION.exports]: (content) => {
      const entries = Array.from(ours, ([name, at]) => exported(name, 0, at + functionCount));
      return joined(content, Uint8Array.of(entries.length + 1), () => [exported('table', 1, 0), ...entries]);
    },
    [SECTION.code]: (content) =>
      joined(withBodies(content, bodies), more.get(SECTION.code), (items) => [items]),
  };
  const parts: (Uint8Array | readonly number[])[] = [bytes.subarray(0, HEADER)];
  for (const [id, content] of own) {
    const pieces = changed[id]?.(content) ?? [content];
    parts.push([id, ...writeUnsigned(pieces.reduce((sum, { length }) => sum + length, 0))], ...pieces);
  }
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    whole.set(part, end);
    end += part.length;
  }
  return whole;
}

/** By number; in order. No section comes twice in a module without custom ones. */
function sectionsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const sections = new Map<number, Uint8Array>();
  for (let at = HEADER; at < bytes.length; ) {
    const id = bytes[at] ?? 0;
    const [size, from] = readUnsigned(bytes, at + 1);
    at = from + size;
    // custom sections say nothing that counts
    if (id !== 0) sections.set(id, bytes.subarray(from, at));
  }
  return sections;
}

/** A vector with the items of another one behind its own. */
function joined(
  content: Uint8Array,
  more: Uint8Array | undefined,
  items: (more: Uint8Array) => Content,
): Content {
  if (more === undefined) return [content];
  const [count, first] = readUnsigned(content, 0);
  const [further, from] = readUnsigned(more, 0);
  return [writeUnsigned(count + further), content.subarray(first), ...items(more.subarray(from))];
}

function countOf(vector: Uint8Array | undefined): number {
  return vector === undefined ? 0 : readUnsigned(vector, 0)[0];
}

function numbersOf(items: Uint8Array): number[] {
  const numbers: number[] = [];
  for (let at = 0; at < items.length; ) {
    const [number, next] = readUnsigned(items, at);
    numbers.push(number);
    at = next;
  }
  return numbers;
}

/** No locals; local.get 0, local.get 1, call. */
const HEAD = [0, 0x20, 0, 0x20, 1, 0x10];
const END = 0x0b;

/** The body of a function of two operands that calls another one with them. */
function handingOn(index: number): readonly number[] {
  const body = [...HEAD, ...writeUnsigned(index), END];
  return [...writeUnsigned(body.length), ...body];
}

/** Which one that is, of a body made so. */
function handedOn(body: Uint8Array | undefined): number | undefined {
  if (body === undefined || HEAD.some((byte, at) => body[at] !== byte)) return undefined;
  const [index, next] = readUnsigned(body, HEAD.length);
  return body[next] === END && next + 1 === body.length ? index : undefined;
}

/** Functions' bodies by index: no module here imports functions. */
function bodiesOf(content: Uint8Array | undefined): Uint8Array[] {
  const bodies: Uint8Array[] = [];
  if (content === undefined) return bodies;
  for (let [, at] = readUnsigned(content, 0); at < content.length; ) {
    const [size, from] = readUnsigned(content, at);
    at = from + size;
    bodies.push(content.subarray(from, at));
  }
  return bodies;
}

/** The code section with some bodies, each behind its length, in place of the former ones. */
function withBodies(content: Uint8Array, changed: ReadonlyMap<number, readonly number[]>): Uint8Array {
  const bodies = bodiesOf(content);
  return Buffer.concat([
    Uint8Array.from(writeUnsigned(bodies.length)),
    ...bodies.map((body, index) =>
      Buffer.concat([
        Uint8Array.from(changed.get(index) ?? writeUnsigned(body.length)),
        changed.has(index) ? new Uint8Array(0) : body,
      ]),
    ),
  ]);
}

/** Functions by their names. */
function exportsOf(content: Uint8Array | undefined): [name: string, index: number][] {
  if (content === undefined) return [];
  const found: [string, number][] = [];
  const [count, first] = readUnsigned(content, 0);
  let left = count;
  for (let at = first; left > 0; ) {
    const [length, from] = readUnsigned(content, at);
    const kindAt = from + length;
    const [index, next] = readUnsigned(content, kindAt + 1);
    left--;
    if (content[kindAt] === 0) found.push([new TextDecoder().decode(content.subarray(from, kindAt)), index]);
    at = next;
  }
  return found;
}

function exported(name: string, kind: number, index: number): readonly number[] {
  const bytes = new TextEncoder().encode(name);
  return [...writeUnsigned(bytes.length), ...bytes, kind, ...writeUnsigned(index)];
}

/** A number as LEB128, and where the next byte is. */
function readUnsigned(bytes: Uint8Array, at: number): readonly [value: number, next: number] {
  const byte = bytes[at] ?? 0;
  if (byte < 0x80) return [byte, at + 1];
  const [rest, next] = readUnsigned(bytes, at + 1);
  return [(byte & 0x7f) | (rest << 7), next];
}

function writeUnsigned(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...writeUnsigned(value >>> 7)];
}
