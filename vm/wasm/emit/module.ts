import { type Code, unsigned } from './code.ts';
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
  const types = [...imports, ...functions.map(typeOf)];
  const functionIndexes: Indexes = new Map(
    [...imports, ...functions].map(({ name }, index) => [name, index]),
  );
  const globalIndexes: Indexes = new Map(globals.map((name, index) => [name, index]));
  const limits = [1, ...unsigned(memory.initial), ...unsigned(memory.maximum)];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, types.map(typeBytes)),
    ...section(2, [
      ...imports.map(({ name }, index) => [...text('host'), ...text(name), 0, ...unsigned(index)]),
      ...(memory.imported ? [[...text('host'), ...text('memory'), 2, ...limits]] : []),
    ]),
    ...section(
      3,
      functions.map((_, index) => unsigned(imports.length + index)),
    ),
    ...section(5, memory.imported ? [] : [limits]),
    ...section(
      6,
      globals.map(() => [TYPES.i32, 1, 0x41, 0, 0x0b]),
    ),
    ...section(7, [
      ...(memory.imported ? [] : [[...text('memory'), 2, 0]]),
      ...source.exports.map((name) => [...text(name), 0, ...unsigned(indexOf(functionIndexes, name))]),
    ]),
    ...section(
      10,
      functions.map((item) => bodyBytes(item, functionIndexes, globalIndexes, natives)),
    ),
    ...section(
      11,
      source.data.map(({ address, bytes }) => [
        0,
        0x41,
        ...signedAddress(address),
        0x0b,
        ...unsigned(bytes.length),
        ...bytes,
      ]),
    ),
  ]);
}

function bodyBytes(
  source: FunctionSource,
  functions: Indexes,
  globals: Indexes,
  natives: ReadonlyMap<string, readonly number[]>,
): number[] {
  const names = [...Object.keys(source.parameters), ...Object.keys(source.locals)];
  const locals: Indexes = new Map(names.map((name, index) => [name, index]));
  const declared = Object.values(source.locals).map((type) => [1, TYPES[type]]);
  const body = [
    ...unsigned(declared.length),
    ...declared.flat(),
    ...resolve(source.code, { local: locals, global: globals, call: functions }, natives),
    0x0b,
  ];
  return [...unsigned(body.length), ...body];
}

/** Turns names into indexes and labels into depths. */
function resolve(
  code: Code,
  indexes: Readonly<Record<'local' | 'global' | 'call', Indexes>>,
  natives: ReadonlyMap<string, readonly number[]>,
): number[] {
  const out: number[] = [];
  const open: string[] = [];
  const depthOf = (label: string): number => {
    const at = open.lastIndexOf(label);
    if (at < 0) throw new Error(`no label ${label} around this branch`);
    return open.length - 1 - at;
  };
  for (const item of code) {
    if (typeof item === 'number') out.push(item);
    else if (item.kind === 'open') {
      open.push(item.label);
      out.push(item.byte);
    } else if (item.kind === 'close') {
      open.pop();
      out.push(0x0b);
    } else if (item.kind === 'branch') out.push(item.byte, ...unsigned(depthOf(item.label)));
    else if (item.kind === 'table') {
      out.push(0x0e, ...unsigned(item.labels.length - 1));
      for (const label of item.labels) out.push(...unsigned(depthOf(label)));
    } else {
      const native = item.kind === 'call' ? natives.get(item.name) : undefined;
      if (native !== undefined) out.push(...native);
      else out.push(item.byte, ...unsigned(indexOf(indexes[item.kind], item.name)));
    }
  }
  return out;
}

function indexOf(indexes: Indexes, name: string): number {
  const index = indexes.get(name);
  if (index === undefined) throw new Error(`nothing is named ${name}`);
  return index;
}

function typeOf({ parameters, results }: FunctionSource): FunctionType {
  return { parameters: Object.values(parameters), results };
}

function typeBytes({ parameters, results }: FunctionType): number[] {
  const list = (types: readonly ValueType[]) => [types.length, ...types.map((type) => TYPES[type])];
  return [0x60, ...list(parameters), ...list(results)];
}

function section(id: number, entries: readonly (readonly number[])[]): number[] {
  const content = [...unsigned(entries.length), ...entries.flat()];
  return [id, ...unsigned(content.length), ...content];
}

function text(value: string): number[] {
  return [value.length, ...Buffer.from(value)];
}

/** Signed LEB128 of an address: one more byte where the last would look negative. */
function signedAddress(value: number): number[] {
  return value < 0x40 ? [value] : [(value & 0x7f) | 0x80, ...signedAddress(value >>> 7)];
}
