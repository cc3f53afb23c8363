import { jwtVerify } from 'jose';

/** Seconds by which a token's time may differ from ours (Engine API, authentication). */
const WINDOW = 60;

/** Whether a request carries a token that was signed with the secret (HS256) within the last minute. */
export function bearerCheck(secret: Uint8Array): (headers: Headers) => Promise<boolean> {
  return async (headers) => {
    const [scheme, token] = (headers.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined) return false;
    try {
      // An age of 0 with the tolerance: issued at most a minute ago, and at most a minute ahead.
      await jwtVerify(token, secret, { algorithms: ['HS256'], maxTokenAge: 0, clockTolerance: WINDOW });
      return true;
    } catch {
      return false;
    }
  };
}
