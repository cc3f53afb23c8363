import { Common, Hardfork, Mainnet } from '@ethereumjs/common';
import { type EVMOpts, paramsEVM } from '@ethereumjs/evm';
import type { ForkName } from '../rules/forks.ts';
import type { Rules } from '../rules/rules.ts';
import { customCrypto } from './crypto.ts';

/** The library's name of each fork; forks that change nothing in execution share one. */
const HARDFORKS: Record<ForkName, Hardfork> = {
  frontier: Hardfork.Chainstart,
  homestead: Hardfork.Homestead,
  daoFork: Hardfork.Homestead,
  tangerineWhistle: Hardfork.TangerineWhistle,
  spuriousDragon: Hardfork.SpuriousDragon,
  byzantium: Hardfork.Byzantium,
  constantinople: Hardfork.Constantinople,
  petersburg: Hardfork.Petersburg,
  istanbul: Hardfork.Istanbul,
  muirGlacier: Hardfork.Istanbul,
  berlin: Hardfork.Berlin,
  london: Hardfork.London,
  arrowGlacier: Hardfork.London,
  grayGlacier: Hardfork.London,
  merge: Hardfork.Paris,
  shanghai: Hardfork.Shanghai,
  cancun: Hardfork.Cancun,
  prague: Hardfork.Prague,
  osaka: Hardfork.Osaka,
  bpo1: Hardfork.Osaka,
  bpo2: Hardfork.Osaka,
  bpo3: Hardfork.Osaka,
  bpo4: Hardfork.Osaka,
  bpo5: Hardfork.Osaka,
  // no block of it is executed: chain/rules.ts refuses them
  amsterdam: Hardfork.Osaka,
};

/** The library's parameter object for our rules: one fork of a chain on which every fork is active from block 0. */
export function commonOf(rules: Rules): Common {
  const names = [...new Set(Object.values(HARDFORKS))];
  return new Common({
    chain: {
      ...Mainnet,
      name: rules.config.name,
      chainId: rules.config.chainId.toString(),
      hardforks: names.map((name) => ({ name, block: 0 })),
    },
    hardfork: HARDFORKS[rules.fork],
    customCrypto,
  });
}

/** Gas costs and limits, with the code size limit of the chain. */
export function paramsOf(rules: Rules): EVMOpts['params'] {
  const { maxCodeSize } = rules.config;
  if (maxCodeSize === undefined) return paramsEVM;
  return {
    ...paramsEVM,
    607: { ...paramsEVM[607], maxCodeSize },
    3860: { ...paramsEVM[3860], maxInitCodeSize: 2 * maxCodeSize },
  };
}
