import { Bytes } from './bytes.ts';
import type { Code } from './code.ts';
import { TYPES, type ValueType } from './operators.ts';

/** What a function takes and gives. */
export interface FunctionType {
  readonly parameters: readonly ValueType[];
  readonly results: readonly ValueType[];
}

/** A function of a module, its parameters and other locals by name. */
export interface FunctionSource {
  readonly name: string;
  readonly parameters: Readonly<Record<string, ValueType>>;
  readonly results: readonly ValueType[];
  readonly locals: Readonly<Record<string, ValueType>>;
  readonly code: Code;
}

/** A module as its parts; memory and functions named in `exports` can be seen from outside. */
export interface ModuleSource {
  readonly imports: readonly (FunctionType & { readonly name: string })[];
  /** mutable i32s, all beginning at zero */
  readonly globals: readonly string[];
  /** pages of 64 KiB; its own and seen from outside, or another module's */
  readonly memory: { readonly initial: number; readonly maximum: number; readonly imported?: boolean };
  readonly functions: readonly FunctionSource[];
  readonly exports: readonly string[];
  /** bytes that stand for a call of a function, which is then left out: operators that not every machine has */
  readonly natives?: ReadonlyMap<string, readonly number[]> | undefined;
  /** constant bytes by address */
  readonly data: readonly { readonly address: number; readonly bytes: Uint8Array }[];
}

type Indexes = ReadonlyMap<string, number>;

/** A module's bytes (WebAssembly core specification, section 5.5). */
export function assemble(source: ModuleSource): Uint8Array<ArrayBuffer> {
  const { imports, globals, memory, natives = new Map<string, readonly number[]>() } = source;
  const functions = source.functions.filter(({ name }) => !natives.has(name));
  const functionIndexes: Indexes = new Map(
    [...imports, ...functions].map(({ name }, index) => [name, index]),
  );
  const globalIndexes: Indexes = new Map(globals.map((name, index) => [name, index]));
  const limits = (to: Bytes): void => {
    to.byte(1);
    to.unsigned(memory.initial);
    to.unsigned(memory.maximum);
  };
  const out = new Bytes();
  out.all([0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0]);
  section(
    out,
    1,
    [...imports, ...functions.map(typeOf)].map((type) => (to) => typeBytes(to, type)),
  );
  section(out, 2, [
    ...imports.map(({ name }, index) => (to: Bytes) => {
      text(to, 'host');
      text(to, name);
      to.byte(0);
      to.unsigned(index);
    }),
    ...(memory.imported ? [(to: Bytes) => importedMemory(to, limits)] : []),
  ]);
  section(
    out,
    3,
    functions.map((_, index) => (to) => to.unsigned(imports.length + index)),
  );
  section(out, 5, memory.imported ? [] : [limits]);
  section(
    out,
    6,
    globals.map(() => (to) => to.all([TYPES.i32, 1, 0x41, 0, 0x0b])),
  );
  section(out, 7, [
    ...(memory.imported ? [] : [(to: Bytes) => exported(to, 'memory', 2, 0)]),
    ...source.exports.map((name) => (to: Bytes) => exported(to, name, 0, indexOf(functionIndexes, name))),
  ]);
  section(
    out,
    10,
    functions.map(
      (item) => (to) => to.sized((body) => writeBody(body, item, functionIndexes, globalIndexes, natives)),
    ),
  );
  section(
    out,
    11,
    source.data.map(({ address, bytes }) => (to) => {
      to.all([0, 0x41, ...signedAddress(address), 0x0b]);
      to.unsigned(bytes.length);
      to.all(bytes);
    }),
  );
  return out.taken();
}

function writeBody(
  to: Bytes,
  source: FunctionSource,
  functions: Indexes,
  globals: Indexes,
  natives: ReadonlyMap<string, readonly number[]>,
): void {
  const names = [...Object.keys(source.parameters), ...Object.keys(source.locals)];
  const locals: Indexes = new Map(names.map((name, index) => [name, index]));
  const declared = Object.values(source.locals);
  to.unsigned(declared.length);
  for (const type of declared) {
    to.byte(1);
    to.byte(TYPES[type]);
  }
  writeCode(to, source.code, { local: locals, global: globals, call: functions }, natives);
  to.byte(0x0b);
}

/** Turns names into indexes and labels into depths. */
function writeCode(
  to: Bytes,
  source: Code,
  indexes: Readonly<Record<'local' | 'global' | 'call', Indexes>>,
  natives: ReadonlyMap<string, readonly number[]>,
): void {
  /** labels that are open, each with where its name led before */
  const open: (readonly [label: string, former: number | undefined])[] = [];
  const levels = new Map<string, number | undefined>();
  const depthOf = (label: string): number => {
    const level = levels.get(label);
    if (level === undefined) throw new Error(`no label ${label} around this branch`);
    return open.length - 1 - level;
  };
  const write = (code: Code): void => {
    for (const item of code) {
      if (typeof item === 'number') to.byte(item);
      else if (!('kind' in item)) write(item);
      else if (item.kind === 'open') {
        open.push([item.label, levels.get(item.label)]);
        levels.set(item.label, open.length - 1);
        to.byte(item.byte);
      } else if (item.kind === 'close') {
        const [label, former] = open.pop() ?? ['', undefined];
        levels.set(label, former);
        to.byte(0x0b);
      } else if (item.kind === 'branch') {
        to.byte(item.byte);
        to.unsigned(depthOf(item.label));
      } else if (item.kind === 'table') {
        to.byte(0x0e);
        to.unsigned(item.labels.length - 1);
        for (const label of item.labels) to.unsigned(depthOf(label));
      } else {
        const native = item.kind === 'call' ? natives.get(item.name) : undefined;
        if (native !== undefined) to.all(native);
        else {
          to.byte(item.byte);
          to.unsigned(indexOf(indexes[item.kind], item.name));
        }
      }
    }
  };
  write(source);
}

function indexOf(indexes: Indexes, name: string): number {
  const index = indexes.get(name);
  if (index === undefined) throw new Error(`nothing is named ${name}`);
  return index;
}

function typeOf({ parameters, results }: FunctionSource): FunctionType {
  return { parameters: Object.values(parameters), results };
}

function typeBytes(to: Bytes, { parameters, results }: FunctionType): void {
  to.byte(0x60);
  for (const types of [parameters, results]) {
    to.unsigned(types.length);
    for (const type of types) to.byte(TYPES[type]);
  }
}

function section(out: Bytes, id: number, entries: readonly ((to: Bytes) => void)[]): void {
  out.byte(id);
  out.sized((to) => {
    to.unsigned(entries.length);
    for (const write of entries) write(to);
  });
}

function importedMemory(to: Bytes, limits: (to: Bytes) => void): void {
  text(to, 'host');
  text(to, 'memory');
  to.byte(2);
  limits(to);
}

function exported(to: Bytes, name: string, kind: number, index: number): void {
  text(to, name);
  to.byte(kind);
  to.unsigned(index);
}

function text(to: Bytes, value: string): void {
  to.unsigned(value.length);
  to.all(Buffer.from(value));
}

/** Signed LEB128 of an address: one more byte where the last would look negative. */
function signedAddress(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signedAddress(value >>> 7)];
}
