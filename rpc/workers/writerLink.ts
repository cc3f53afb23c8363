import { LimitExceededError, RpcError, ServerError } from '../errors.ts';
import { readBody } from '../server/body.ts';
import type { News } from './news.ts';

/** Requests of one reader that may wait for the writer's answer. */
const MOST_WAITING = 10_000;
/** Bytes on their way to the writer beyond which it takes no more. */
const MOST_BUFFERED = 256 * 1024 * 1024;

interface Waiting {
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

/** What comes from the writer: an answer, or an announcement of the subscription. */
interface Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string; readonly data?: unknown };
  readonly params?: { readonly result: News };
}

/**
 * A reader's side of the socket to the writer. What is spoken there is the node's own JSON-RPC over one WebSocket, with
 * the subscription `workers_follow`, and HTTP for the contracts API and health.
 */
export class WriterLink {
  readonly #path: string;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  private constructor(path: string, socket: WebSocket) {
    this.#path = path;
    this.#socket = socket;
  }

  /** Connects and begins to follow. `onClosed` is told once when the writer has gone. Rejects where it is not there. */
  static async open(path: string, told: { onNews(news: News): void; onClosed(): void }): Promise<WriterLink> {
    const socket = new WebSocket(`ws+unix://${path}`);
    await new Promise<void>((resolve, reject) => {
      socket.onopen = () => resolve();
      socket.onerror = () => reject(new ServerError('the writer does not answer'));
    });
    const link = new WriterLink(path, socket);
    socket.onmessage = ({ data }) => link.#hear(JSON.parse(String(data)) as Message, told.onNews);
    socket.onclose = () => {
      link.#giveUp();
      told.onClosed();
    };
    await link.ask('workers_follow', []);
    return link;
  }

  /** The result of a method in the writer. Rejects with its error, LimitExceededError, or ServerError where it has gone. */
  async ask(method: string, params: readonly unknown[]): Promise<unknown> {
    if (this.#socket.readyState !== WebSocket.OPEN) throw gone();
    if (this.#waiting.size >= MOST_WAITING || this.#socket.bufferedAmount > MOST_BUFFERED) {
      throw new LimitExceededError('too many requests wait for the node that makes blocks');
    }
    this.#last += 1;
    const id = this.#last;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** The writer's answer to an HTTP request, whose body has at most `bodyLimit` bytes. */
  async pass(request: Request, bodyLimit: number): Promise<Response> {
    const body = await readBody(request, bodyLimit);
    if (body === undefined) return new Response('request body too large\n', { status: 413 });
    const { pathname, search } = new URL(request.url);
    const answer = await this.fetch(pathname + search, {
      method: request.method,
      headers: request.headers,
      ...(body.length === 0 ? {} : { body }),
    });
    return new Response(await answer.arrayBuffer(), { status: answer.status, headers: answer.headers });
  }

  /** GET, or what `init` says, over the same socket. */
  fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`http://writer${path}`, { ...init, unix: this.#path } as RequestInit);
  }

  close(): void {
    this.#socket.onclose = null;
    this.#socket.close();
    this.#giveUp();
  }

  #hear({ id, result, error, params }: Message, onNews: (news: News) => void): void {
    if (id === undefined) {
      if (params !== undefined) onNews(params.result);
      return;
    }
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new RpcError(error.code, error.message, error.data));
  }

  #giveUp(): void {
    for (const { reject } of this.#waiting.values()) reject(gone());
    this.#waiting.clear();
  }
}

function gone(): ServerError {
  return new ServerError('the node that makes blocks does not answer');
}
