import { fits } from '../../../rpc/schema/check.ts';
import { explain } from '../../../rpc/schema/explain.ts';
import type { FuzzBody } from './bodies.ts';

const INTERNAL_ERROR = -32603;
const STACK_TRACE = /\.(ts|js|mjs):\d+|\n\s+at |node_modules/;

/** What is wrong with the text that answers a body; undefined where nothing is. */
export function complaintOf(body: FuzzBody, text: string): string | undefined {
  if (text === '' && body.answers === undefined) return undefined; // notifications have no answer
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return `an answer that is not JSON: ${cut(text)}`;
  }
  const answers: unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  for (const answer of answers) {
    const wrong = complaintAboutAnswer(body, answer);
    if (wrong !== undefined) return `${wrong}: ${cut(JSON.stringify(answer))}`;
  }
  if (body.answers === undefined || body.answers === answers.length) return undefined;
  // a batch may be refused as a whole
  const refused = answers.length === 1 && isRecord(answers[0]) && answers[0].id === null;
  return refused ? undefined : `${answers.length} answers to ${body.answers} requests`;
}

function complaintAboutAnswer({ methods }: FuzzBody, answer: unknown): string | undefined {
  if (!isRecord(answer) || answer.jsonrpc !== '2.0' || !('id' in answer)) return 'no JSON-RPC answer';
  const { id, result, error } = answer;
  if ((result === undefined) === (error === undefined)) return 'neither a result nor an error, or both';
  if (error !== undefined) {
    if (!isRecord(error) || !Number.isInteger(error.code) || typeof error.message !== 'string') {
      return 'an error of another form';
    }
    // execution-apis has no number for some calls that eth_simulateV1 refuses: geth, and we, say it is internal
    const refusal = typeof id === 'number' && methods.get(id)?.name === 'eth_simulateV1';
    const told = refusal && error.message.startsWith('err: ');
    if (error.code === INTERNAL_ERROR && !told) return 'an internal error';
    return STACK_TRACE.test(JSON.stringify(error)) ? 'a stack trace' : undefined;
  }
  const method = typeof id === 'number' ? methods.get(id) : undefined;
  if (method === undefined || fits(method.result, result)) return undefined;
  return `${method.name}: a result of another form than the table's (${explain(method.result, result)})`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function cut(text: string): string {
  return text.length > 600 ? `${text.slice(0, 600)}…` : text;
}
