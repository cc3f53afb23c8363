import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { FORKS, type ForkName } from '../../vm/rules/forks.ts';
import type { BlockParameters } from './protocol.ts';

/** Configurations made from one: as many as there were schedules lately. */
const KEPT = 8;

const made = new WeakMap<ChainConfig, Map<string, ChainConfig>>();

/**
 * The chain's rules with the forks that its holders have scheduled: those of the genesis stay as they are, and only forks
 * that go by time can be added. The same schedule gives the same object.
 *
 * The newest schedule tells the rules of every earlier block too: the parameters' contract takes no time that has come
 * already, and none that lies less than its lead before one, and never changes one that has come.
 */
export function governedConfig(config: ChainConfig, parameters: BlockParameters | undefined): ChainConfig {
  if (parameters === undefined || parameters.activations.size === 0) return config;
  const added = FORKS.flatMap(({ name, by }): [ForkName, bigint][] => {
    const at = parameters.activations.get(name);
    return at === undefined || by !== 'time' || config.activations.has(name) ? [] : [[name, at]];
  });
  if (added.length === 0) return config;
  const key = added.map(([name, at]) => `${name}:${at}`).join();
  const known = made.get(config) ?? new Map<string, ChainConfig>();
  made.set(config, known);
  const found = known.get(key) ?? { ...config, activations: new Map([...config.activations, ...added]) };
  known.delete(key);
  known.set(key, found);
  const oldest = known.keys().next().value;
  if (known.size > KEPT && oldest !== undefined) known.delete(oldest);
  return found;
}
