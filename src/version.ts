import manifest from '../package.json' with { type: 'json' };

/** The program's version (package.json). */
export const VERSION: string = manifest.version;

const PLATFORM = `${process.platform}-${process.arch}/bun${Bun.version}`;

/** web3_clientVersion of a persistent chain, in geth's form name/version/platform/runtime. */
export const CLIENT_VERSION = `xai/v${VERSION}/${PLATFORM}`;

/** web3_clientVersion in dev mode: Hardhat's network helpers work only with a node whose name begins with "anvil". */
export const DEV_CLIENT_VERSION = `anvil/v${VERSION}/xai/${PLATFORM}`;
