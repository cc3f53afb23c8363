/** The word of a `connection` header that asks for its end, alone or among others. */
const CLOSE = /(^|,)\s*close\s*(,|$)/i;

/**
 * An answer that tells of the end of its connection where the client asked for it (RFC 9112, section 9.6). Bun ends it then without
 * telling: a client with a pool of connections, as Node's, would send its next request into the dead one.
 */
export function endingAsAsked(
  request: Request,
  answer: Response | Promise<Response>,
): Response | Promise<Response> {
  const asked = request.headers.get('connection');
  if (asked === null || !CLOSE.test(asked)) return answer;
  return answer instanceof Promise ? answer.then(telling) : telling(answer);
}

function telling(response: Response): Response {
  response.headers.set('connection', 'close');
  return response;
}
