/** A node that cannot be asked, or its answer that is an error. */
export class RpcClientError extends Error {
  override readonly name = 'RpcClientError';

  constructor(
    readonly code: 'unreachable' | 'not-json-rpc' | 'refused',
    message: string,
    /** what the node added to a refusal: of a revert, the returned bytes in hex */
    readonly data?: unknown,
  ) {
    super(message);
  }
}

/** Asks one node, for the commands that speak to a running one. */
export interface RpcClient {
  readonly url: string;
  /** Resolves to the result; rejects with RpcClientError. */
  call<T = unknown>(method: string, ...params: readonly unknown[]): Promise<T>;
}

/** Milliseconds that an answer may take. */
const TIMEOUT = 30_000;

/** A token as the Engine API has them: good for a minute. */
async function freshToken(secret: Uint8Array): Promise<string> {
  const { SignJWT } = require('jose') as typeof import('jose');
  return new SignJWT().setProtectedHeader({ alg: 'HS256' }).setIssuedAt().sign(secret);
}

/** Bytes of one answer: twice the hex of the largest that followers ask for. */
const ANSWER_LIMIT = 64 * 1024 * 1024;

/** How a node is asked. */
export interface RpcClientOptions {
  /** milliseconds that an answer may take */
  readonly timeout?: number;
  /** 32 bytes: every request carries a token signed with them */
  readonly secret?: Uint8Array | undefined;
}

/** A client of the node at this address (http or https). */
export function rpcClient(url: string, { timeout = TIMEOUT, secret }: RpcClientOptions = {}): RpcClient {
  let id = 0;
  return {
    url,
    async call<T>(method: string, ...params: readonly unknown[]): Promise<T> {
      id += 1;
      const headers = {
        'content-type': 'application/json',
        ...(secret === undefined ? {} : { authorization: `Bearer ${await freshToken(secret)}` }),
      };
      const body = JSON.stringify({ jsonrpc: '2.0', id, method, params });
      const answer = await post(url, { method: 'POST', headers, body, signal: AbortSignal.timeout(timeout) });
      if (answer.error !== undefined) {
        throw new RpcClientError(
          'refused',
          `${method}: ${answer.error.message ?? 'an error without a text'}`,
          answer.error.data,
        );
      }
      return answer.result as T;
    },
  };
}

interface Answer {
  readonly result?: unknown;
  readonly error?: { readonly message?: string; readonly data?: unknown };
}

async function post(url: string, request: RequestInit): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch(url, request);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RpcClientError('unreachable', `no node answers at ${url}: ${reason}`);
  }
  if (response.status === 401) {
    throw new RpcClientError('refused', `${url} asks for a token: give its secret by --jwt-secret`);
  }
  const text = await boundedText(response, url);
  try {
    const answer: unknown = JSON.parse(text);
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch {
    // told below
  }
  throw new RpcClientError('not-json-rpc', `${url} does not speak JSON-RPC (HTTP status ${response.status})`);
}

/** The body; an answer that does not end fills no memory. */
async function boundedText(response: Response, url: string): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const piece of response.body) {
      text += decoder.decode(piece, { stream: true });
      if (text.length > ANSWER_LIMIT) break;
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new RpcClientError('unreachable', `the answer of ${url} broke off: ${reason}`);
  }
  if (text.length > ANSWER_LIMIT) {
    throw new RpcClientError('not-json-rpc', `the answer of ${url} is longer than ${ANSWER_LIMIT} bytes`);
  }
  return text;
}
