/** See tarball.mjs. */
export function fileInTarball(tarball: Uint8Array, path: string): Uint8Array;
