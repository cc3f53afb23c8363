import type { NodeContext } from '../context.ts';
import { InvalidRequestError, LimitExceededError, ResponseTooLargeError } from '../errors.ts';
import type { Caller, Method } from '../method.ts';
import { type AnswerText, createAnswer, failure, idOf, isRequest } from './answer.ts';
import { decodeEnvelope } from './envelope.ts';
import type { RequestEvent, RpcLogger } from './options.ts';
import { tooManyRequests } from './rateLimit.ts';
import { Turns } from './turns.ts';

/** What a dispatcher is told. */
export interface DispatchOptions {
  /** requests in one batch */
  readonly batchLimit: number;
  /** bytes of a batch's answers together */
  readonly responseLimit: number;
  /** requests per second and client, to be told; undefined or 0: any number */
  readonly requestRate?: number | undefined;
  readonly logger: RpcLogger;
  readonly onRequest?: ((event: RequestEvent) => void) | undefined;
}

/**
 * Answers the body of one HTTP request or WebSocket message; undefined where nothing is to be sent. `mayAsk` says whether
 * its client may make so many requests now. Never rejects.
 */
export type Dispatch = (
  body: string | Uint8Array,
  caller: Caller,
  mayAsk?: ((requests: number) => boolean) | undefined,
) => AnswerText | Promise<AnswerText>;

/**
 * body → envelope → each request → answer. The requests of a batch run one after the other, in order, as in geth: a
 * batch may send a transaction and ask for its effect.
 */
export function createDispatch(
  options: DispatchOptions,
  parts: { readonly methods: readonly Method[]; readonly context: NodeContext; readonly turns?: Turns },
): Dispatch {
  const answerOne = createAnswer(options, { turns: new Turns(), ...parts });

  async function answerBatch(batch: readonly unknown[], caller: Caller): Promise<AnswerText> {
    if (batch.length === 0) return failure(null, new InvalidRequestError('empty batch'));
    if (batch.length > options.batchLimit) {
      const message = `batch too large: ${batch.length} requests, the limit is ${options.batchLimit} (--rpc-batch-limit)`;
      return failure(null, new InvalidRequestError(message));
    }
    const answers: string[] = [];
    let size = 0;
    for (const request of batch) {
      const pending =
        size > options.responseLimit ? tooLarge(request, options.responseLimit) : answerOne(request, caller);
      const answer = pending instanceof Promise ? await pending : pending;
      if (answer === undefined) continue;
      answers.push(answer);
      size += answer.length;
    }
    return answers.length === 0 ? undefined : `[${answers.join(',')}]`;
  }

  return (body, caller, mayAsk) => {
    try {
      const payload = decodeEnvelope(body);
      if (mayAsk !== undefined && !mayAsk(Array.isArray(payload) ? payload.length : 1)) {
        return failure(idOf(payload), new LimitExceededError(tooManyRequests(options.requestRate)));
      }
      return Array.isArray(payload) ? answerBatch(payload, caller) : answerOne(payload, caller);
    } catch (error) {
      return failure(null, error, options.logger);
    }
  };
}

function tooLarge(request: unknown, limit: number): AnswerText {
  const isNotification = isRequest(request) && request.id === undefined;
  return isNotification ? undefined : failure(idOf(request), new ResponseTooLargeError(limit));
}
