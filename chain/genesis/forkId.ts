import { bigIntToFixedBytes, concatBytes } from '../../storage/encoding/bytes.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { FORKS } from '../../vm/rules/forks.ts';
import type { SealedHeader } from '../block/header.ts';

/**
 * The checksum by which nodes tell that they follow the same rules (EIP-2124, EIP-6122): over the genesis hash and the
 * blocks, then the times, at which forks came that are in force at `time`. Forks of the genesis itself do not count.
 */
export function forkId(config: ChainConfig, genesis: SealedHeader, time: bigint): number {
  const blocks = new Set<bigint>();
  if (config.mergeNetsplitBlock !== undefined) blocks.add(config.mergeNetsplitBlock);
  const times = new Set<bigint>();
  for (const { name, by } of FORKS) {
    const at = config.activations.get(name);
    if (at === undefined) continue;
    if (by === 'time' && at > genesis.header.timestamp && at <= time) times.add(at);
    if (by !== 'time' && at > 0n) blocks.add(at);
  }
  const points = [...ascending(blocks), ...ascending(times)];
  return Bun.hash.crc32(concatBytes(genesis.hash, ...points.map((point) => bigIntToFixedBytes(point, 8))));
}

function ascending(values: Iterable<bigint>): bigint[] {
  return [...values].sort((a, b) => (a < b ? -1 : 1));
}
