import { createHash } from 'node:crypto';

/** The header's `requestsHash`: sha256 over the sha256 of every request list that is not empty (EIP-7685). Each begins with its type byte. */
export function hashRequests(requests: readonly Uint8Array[]): Uint8Array {
  const outer = createHash('sha256');
  for (const request of requests) {
    if (request.length > 1) outer.update(createHash('sha256').update(request).digest());
  }
  return new Uint8Array(outer.digest());
}
