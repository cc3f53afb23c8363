import { createInterface, type Interface } from 'node:readline';
import { inspect } from 'node:util';
import type { RpcClient } from '../client/rpcClient.ts';
import { createCompleter } from './complete.ts';
import { createEvaluator, splitMethod } from './evaluator.ts';
import { readHistory, writeHistory } from './history.ts';

const PROMPT = '> ';

/** Reads lines from the terminal, or from a pipe, until they end, and prints what each comes to. Returns the exit status. */
export async function runSession(
  client: RpcClient,
  methods: readonly string[],
  file: string,
): Promise<number> {
  const evaluator = createEvaluator(client, methods);
  const terminal = process.stdin.isTTY === true;
  const history = readHistory(file);
  const lines: Interface = createInterface({
    input: process.stdin,
    output: terminal ? process.stdout : undefined,
    terminal,
    prompt: PROMPT,
    completer: createCompleter(methods),
    // The newest line comes first there.
    history: [...history].reverse(),
  });
  let failed = false;
  if (terminal) lines.prompt();
  for await (const line of lines) {
    const text = line.trim();
    if (text === 'exit' || text === '.exit') break;
    if (text !== '') {
      history.push(text);
      try {
        if (text === 'help') process.stdout.write(helpOf(methods));
        else print(await evaluator.evaluate(text));
      } catch (error) {
        failed = true;
        process.stderr.write(`${messageOf(error)}\n`);
      }
    }
    if (terminal) lines.prompt();
  }
  lines.close();
  if (terminal) writeHistory(file, history);
  return failed && !terminal ? 1 : 0;
}

/** Evaluates one text and prints what it comes to: strings as they are, everything else as JSON where it can be. */
export async function runOnce(client: RpcClient, methods: readonly string[], text: string): Promise<number> {
  const value = await createEvaluator(client, methods).evaluate(text);
  process.stdout.write(typeof value === 'string' ? `${value}\n` : `${json(value) ?? inspect(value)}\n`);
  return 0;
}

function helpOf(methods: readonly string[]): string {
  const namespaces = [...new Set(methods.map((method) => splitMethod(method)[0]))];
  return `Every method of the node is a function: eth.blockNumber(), eth.getBalance(eth.accounts()[0]).
Lines are JavaScript; numbers become quantities, answers are waited for. call('eth_chainId') calls any method.
The tab key completes. "exit" or Ctrl-D ends. Namespaces here: ${namespaces.join(', ')}.\n`;
}

function print(value: unknown): void {
  if (value === undefined) return;
  const colors = process.stdout.isTTY === true;
  process.stdout.write(
    `${inspect(value, { depth: 8, colors, maxArrayLength: 200, maxStringLength: 10_000 })}\n`,
  );
}

function json(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, undefined, 2);
  } catch {
    return undefined;
  }
}

function messageOf(error: unknown): string {
  // Errors of the evaluator's own context are of other classes.
  return String((error as { message?: unknown } | null)?.message ?? error);
}
