/** A platform that a binary can be made for, and where the parts that are not JavaScript come from. */
export interface Target {
  /** what Bun's compiler calls it */
  readonly compiler: Bun.Build.CompileTarget;
  /** npm package that has Bun for the platform */
  readonly runtime: string;
  /** npm package that has LMDB's addon for the platform, and the addon's file in it */
  readonly lmdb: { readonly name: string; readonly file: string };
  /** file in `secp256k1/prebuilds`; undefined: none is shipped, and the library's JavaScript does the work, ten times slower */
  readonly secp256k1: string | undefined;
}

/** Targets by the name that `--target` takes: `process.platform`-`process.arch`. */
export const TARGETS: ReadonlyMap<string, Target> = new Map([
  [
    'linux-x64',
    {
      compiler: 'bun-linux-x64',
      runtime: '@oven/bun-linux-x64',
      lmdb: { name: '@lmdb/lmdb-linux-x64', file: 'node.napi.glibc.node' },
      secp256k1: 'linux-x64/secp256k1.glibc.node',
    },
  ],
  [
    'linux-arm64',
    {
      compiler: 'bun-linux-arm64',
      runtime: '@oven/bun-linux-aarch64',
      lmdb: { name: '@lmdb/lmdb-linux-arm64', file: 'node.napi.glibc.node' },
      secp256k1: undefined,
    },
  ],
  [
    'darwin-arm64',
    {
      compiler: 'bun-darwin-arm64',
      runtime: '@oven/bun-darwin-aarch64',
      lmdb: { name: '@lmdb/lmdb-darwin-arm64', file: 'node.napi.node' },
      secp256k1: 'darwin-arm64/secp256k1.node',
    },
  ],
  [
    'darwin-x64',
    {
      compiler: 'bun-darwin-x64',
      runtime: '@oven/bun-darwin-x64',
      lmdb: { name: '@lmdb/lmdb-darwin-x64', file: 'node.napi.node' },
      secp256k1: undefined,
    },
  ],
]);
