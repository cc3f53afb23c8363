import { type Context, createContext, Script } from 'node:vm';
import type { RpcClient } from '../client/rpcClient.ts';

/** Evaluates lines of JavaScript, where the namespaces of a node are objects: `eth.blockNumber()`. */
export interface Evaluator {
  /** What an expression, or the statements, of a line come to; promises are waited for. Throws what the line throws. */
  evaluate(line: string): Promise<unknown>;
}

/** An evaluator whose objects have a function for each of these methods, as `eth.getBalance` for `eth_getBalance`. */
export function createEvaluator(client: RpcClient, methods: readonly string[]): Evaluator {
  /** Parameters may be answers that are still to come: `eth.getBalance(eth.accounts()[0])`. */
  const ask = async (method: string, params: readonly unknown[]) =>
    client.call(method, ...(await Promise.all(params)).map(toJson));
  const namespaces: Record<string, Record<string, unknown>> = {};
  for (const method of methods) {
    const [namespace, name] = splitMethod(method);
    if (name === undefined) continue;
    namespaces[namespace] ??= {};
    namespaces[namespace][name] = (...params: readonly unknown[]) => answered(ask(method, params));
  }
  const context = createContext({
    ...namespaces,
    /** Any method by its whole name. */
    call: (method: string, ...params: readonly unknown[]) => ask(method, params),
    console,
  });
  return { evaluate: (line) => run(line, context) };
}

/** A promise whose later value's own properties can be asked for at once: `eth.getBlockByNumber(0, false).hash`. */
function answered(promise: Promise<unknown>): unknown {
  return new Proxy(promise, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name, target);
      if (typeof own === 'function') return own.bind(target);
      if (typeof name === 'symbol') return own;
      return answered(target.then((value) => (value as Record<string, unknown> | null | undefined)?.[name]));
    },
  });
}

/** `eth_getBalance` → `eth`, `getBalance`; also `rpc.discover`. */
export function splitMethod(method: string): [namespace: string, name: string | undefined] {
  const at = method.search(/[_.]/);
  return at < 0 ? [method, undefined] : [method.slice(0, at), method.slice(at + 1)];
}

async function run(line: string, context: Context): Promise<unknown> {
  return script(line).runInContext(context);
}

/** A line is an expression where it can be one, else statements, whose `return` is the result. */
function script(line: string): Script {
  try {
    return new Script(`(async () => (\n${line}\n))()`);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return new Script(`(async () => {\n${line}\n})()`);
  }
}

/** Numbers as nodes want them: `eth.getBlockByNumber(5)` asks for "0x5". */
function toJson(value: unknown): unknown {
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0)) {
    return `0x${value.toString(16)}`;
  }
  return value;
}
