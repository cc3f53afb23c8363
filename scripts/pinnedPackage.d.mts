/** See pinnedPackage.mjs. */
export function fetchPinnedPackage(root: string, specifier: string, folder: string): Promise<Uint8Array>;
