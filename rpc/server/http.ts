import { toErrorObject } from '../errorObject.ts';
import { InvalidRequestError } from '../errors.ts';
import type { Caller } from '../method.ts';
import { readBody } from './body.ts';
import { type AccessRules, corsHeaders, hostAllowed } from './cors.ts';
import type { Dispatch } from './dispatch.ts';

/** What the HTTP side is told. */
export interface HttpOptions extends AccessRules {
  /** bytes of one request body */
  readonly bodyLimit: number;
}

/**
 * The answer to one POST. The body is read raw, whatever its content type: parsing and validating it in the web
 * framework costs a third of the throughput.
 */
export function createHttpHandler(
  options: HttpOptions,
  parts: { readonly dispatch: Dispatch; readonly caller: Caller },
) {
  const json = { 'content-type': 'application/json' };
  // An object of headers would be read anew for each answer.
  const anyOrigin = new Headers({ ...json, ...corsHeaders(options, null) });
  const sameForAll = options.corsOrigins.includes('*') || options.corsOrigins.length === 0;

  // Promises are what a read costs most after JSON: one for the body, and one more only where a method waits.
  return (request: Request, mayAsk?: (requests: number) => boolean): Response | Promise<Response> => {
    const headers = sameForAll
      ? anyOrigin
      : new Headers({ ...json, ...corsHeaders(options, request.headers.get('origin')) });
    if (options.allowedHosts !== undefined && !hostAllowed(options, request.headers.get('host')))
      return new Response('invalid host specified', { status: 403 });
    const answered = (body: Uint8Array | undefined): Response | Promise<Response> => {
      if (body === undefined) return tooLarge(options.bodyLimit, headers);
      const answer = parts.dispatch(body, parts.caller, mayAsk);
      return answer instanceof Promise
        ? answer.then((text) => new Response(text ?? null, { headers }))
        : new Response(answer ?? null, { headers });
    };
    return readBody(request, options.bodyLimit).then(answered, goneAway);
  };
}

/** Nobody reads this. */
function goneAway(): Response {
  return new Response(null, { status: 400 });
}

function tooLarge(limit: number, headers: Headers): Response {
  const error = toErrorObject(
    new InvalidRequestError(`request body too large: the limit is ${limit} bytes (--rpc-body-limit)`),
  );
  return new Response(JSON.stringify({ jsonrpc: '2.0', id: null, error }), { status: 413, headers });
}
