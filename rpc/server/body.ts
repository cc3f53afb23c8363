import { concatBytes } from '../../storage/encoding/bytes.ts';

/**
 * The body of a request, read raw; undefined when it is longer than `limit` bytes. A body that says its length is
 * refused before it is read; one that does not is read piece by piece. Rejects when the client goes away.
 */
export function readBody(request: Request, limit: number): Promise<Uint8Array | undefined> {
  const length = request.headers.get('content-length');
  if (length === null) return readPieces(request, limit);
  return Number(length) > limit ? Promise.resolve(undefined) : (request as WithBytes).bytes();
}

/** What Bun has and the typings leave out. */
type WithBytes = Request & { bytes(): Promise<Uint8Array> };

async function readPieces({ body }: Request, limit: number): Promise<Uint8Array | undefined> {
  if (body === null) return new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > limit) return undefined;
    pieces.push(piece);
  }
  return concatBytes(...pieces);
}
