import { join } from 'node:path';
import type { BunPlugin } from 'bun';

/** The native addons of one platform, as files. */
export interface Addons {
  readonly lmdb: string;
  /** undefined: the library's JavaScript does the work */
  readonly secp256k1: string | undefined;
}

/**
 * Puts native addons into the binary. The libraries look for theirs on disk when they are loaded, which finds nothing in
 * a single file: a `require` of a literal path is what the bundler embeds.
 */
export function nativeAddons({ lmdb, secp256k1 }: Addons): BunPlugin {
  return {
    name: 'native-addons',
    setup(build) {
      build.onLoad({ filter: /[\\/]node-gyp-build-optional-packages[\\/]index\.js$/ }, () => ({
        contents: `module.exports = () => require(${JSON.stringify(lmdb)});`,
        loader: 'js',
      }));
      build.onLoad({ filter: /[\\/]secp256k1[\\/]index\.js$/ }, () => ({
        contents:
          secp256k1 === undefined
            ? `module.exports = require('./elliptic');`
            : `module.exports = require('./lib')(new (require(${JSON.stringify(secp256k1)}).Secp256k1)());`,
        loader: 'js',
      }));
    },
  };
}

/** Where secp256k1 ships its prebuilt addons. */
export function secp256k1Prebuild(root: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : join(root, 'node_modules', 'secp256k1', 'prebuilds', file);
}
