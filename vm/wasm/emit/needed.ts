import type { Code } from './code.ts';
import type { ModuleSource } from './module.ts';

/** The module without the functions and imports that nothing calls which can be seen from outside. */
export function onlyNeeded(source: ModuleSource): ModuleSource {
  const byName = new Map(source.functions.map((item) => [item.name, item.code]));
  const needed = new Set(source.exports);
  // a set is gone through with what is added meanwhile
  for (const name of needed) addCalls(byName.get(name) ?? [], needed);
  return {
    ...source,
    imports: source.imports.filter(({ name }) => needed.has(name)),
    functions: source.functions.filter(({ name }) => needed.has(name)),
  };
}

function addCalls(code: Code, needed: Set<string>): void {
  for (const item of code) {
    if (typeof item === 'number') continue;
    if (!('kind' in item)) addCalls(item, needed);
    else if (item.kind === 'call') needed.add(item.name);
  }
}
