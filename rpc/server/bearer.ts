import { decodeJwt, jwtVerify } from 'jose';

/** Seconds by which a token's time may differ from ours (Engine API, authentication). */
const WINDOW = 60;

/** Which tokens are good beside those of the last minute. */
export interface BearerRules {
  /** Tokens that say when they end (`exp`) are good until then: for clients that send one header for days. */
  readonly untilTheyEnd: boolean;
}

/** Whether a request carries a token that was signed with the secret (HS256) within the last minute, or has not ended. */
export function bearerCheck(
  secret: Uint8Array,
  { untilTheyEnd }: BearerRules,
): (headers: Headers) => Promise<boolean> {
  return async (headers) => {
    const [scheme, token] = (headers.get('authorization') ?? '').split(' ');
    if (scheme?.toLowerCase() !== 'bearer' || token === undefined) return false;
    try {
      const ends = untilTheyEnd && decodeJwt(token).exp !== undefined;
      // An age of 0 with the tolerance: issued at most a minute ago, and at most a minute ahead.
      const fresh = ends ? {} : { maxTokenAge: 0, clockTolerance: WINDOW };
      await jwtVerify(token, secret, { algorithms: ['HS256'], ...fresh });
      return true;
    } catch {
      return false;
    }
  };
}
