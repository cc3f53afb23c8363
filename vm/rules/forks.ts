/**
 * The forks of Ethereum in order. A fork is selected by block number up to the merge and by timestamp after it.
 * `key` is the field of geth's genesis.json `config` that activates it. The last is scheduled and told of, not executed:
 * docs/execution.md says why.
 */
export const FORKS = [
  { name: 'frontier', by: 'block', key: undefined },
  { name: 'homestead', by: 'block', key: 'homesteadBlock' },
  { name: 'daoFork', by: 'block', key: 'daoForkBlock' },
  { name: 'tangerineWhistle', by: 'block', key: 'eip150Block' },
  { name: 'spuriousDragon', by: 'block', key: 'eip158Block' },
  { name: 'byzantium', by: 'block', key: 'byzantiumBlock' },
  { name: 'constantinople', by: 'block', key: 'constantinopleBlock' },
  { name: 'petersburg', by: 'block', key: 'petersburgBlock' },
  { name: 'istanbul', by: 'block', key: 'istanbulBlock' },
  { name: 'muirGlacier', by: 'block', key: 'muirGlacierBlock' },
  { name: 'berlin', by: 'block', key: 'berlinBlock' },
  { name: 'london', by: 'block', key: 'londonBlock' },
  { name: 'arrowGlacier', by: 'block', key: 'arrowGlacierBlock' },
  { name: 'grayGlacier', by: 'block', key: 'grayGlacierBlock' },
  { name: 'merge', by: 'difficulty', key: 'terminalTotalDifficulty' },
  { name: 'shanghai', by: 'time', key: 'shanghaiTime' },
  { name: 'cancun', by: 'time', key: 'cancunTime' },
  { name: 'prague', by: 'time', key: 'pragueTime' },
  { name: 'osaka', by: 'time', key: 'osakaTime' },
  { name: 'bpo1', by: 'time', key: 'bpo1Time' },
  { name: 'bpo2', by: 'time', key: 'bpo2Time' },
  { name: 'bpo3', by: 'time', key: 'bpo3Time' },
  { name: 'bpo4', by: 'time', key: 'bpo4Time' },
  { name: 'bpo5', by: 'time', key: 'bpo5Time' },
  { name: 'amsterdam', by: 'time', key: 'amsterdamTime' },
] as const;

/** A fork by its name here. */
export type ForkName = (typeof FORKS)[number]['name'];

const ORDER = new Map<ForkName, number>(FORKS.map((fork, index) => [fork.name, index]));

/** The fork's place in history; later forks have greater numbers. */
export function forkOrder(fork: ForkName): number {
  return ORDER.get(fork) ?? 0;
}
