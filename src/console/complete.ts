import { splitMethod } from './evaluator.ts';

/** What a line may go on with, and the part of it that is to be completed (node:readline's form). */
export type Completion = [candidates: string[], part: string];

/** Completes names of namespaces and methods at the end of a line. */
export function createCompleter(methods: readonly string[]): (line: string) => Completion {
  const byNamespace = new Map<string, string[]>();
  for (const method of methods) {
    const [namespace, name] = splitMethod(method);
    if (name === undefined) continue;
    byNamespace.set(namespace, [...(byNamespace.get(namespace) ?? []), `${namespace}.${name}(`]);
  }
  return (line) => {
    const part = /[\w.]*$/.exec(line)?.[0] ?? '';
    const [namespace] = part.split('.');
    const all = part.includes('.')
      ? (byNamespace.get(namespace ?? '') ?? [])
      : [...byNamespace.keys()].map((name) => `${name}.`);
    return [all.filter((candidate) => candidate.startsWith(part)).sort(), part];
  };
}
