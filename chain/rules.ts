import type { ChainConfig } from '../vm/rules/chainConfig.ts';
import { type Rules, rulesAt } from '../vm/rules/rules.ts';
import type { Header } from './block/header.ts';
import { ChainError } from './canonical/errors.ts';

/**
 * The rules that an existing block was made under. After the merge a header has difficulty 0, which proof of work
 * cannot reach (EIP-3675).
 */
export function rulesOfHeader(
  config: ChainConfig,
  header: Pick<Header, 'number' | 'timestamp' | 'difficulty'>,
): Rules {
  const merged = config.terminalTotalDifficulty !== undefined && header.difficulty === 0n;
  return rulesAt(config, { number: header.number, timestamp: header.timestamp, merged });
}

/** Whether a block on top of `parentTotalDifficulty` is after the merge (EIP-3675). */
export function isMergedAfter(config: ChainConfig, parentTotalDifficulty: bigint): boolean {
  return (
    config.terminalTotalDifficulty !== undefined && parentTotalDifficulty >= config.terminalTotalDifficulty
  );
}

/** The rules, where this node executes blocks under them. Throws ChainError for those that it only knows the time of. */
export function executable(rules: Rules): Rules {
  if (!rules.has('amsterdam')) return rules;
  throw new ChainError('fork-not-executed', 'this version of the node does not execute blocks of Amsterdam');
}

/** Whether no chain of these rules can have proof of work there any more (go-ethereum: ChainConfig.IsPostMerge). */
export function isPostMerge(
  config: ChainConfig,
  { number, timestamp }: Pick<Header, 'number' | 'timestamp'>,
): boolean {
  const { terminalTotalDifficulty, mergeNetsplitBlock, activations } = config;
  const shanghai = activations.get('shanghai');
  return (
    terminalTotalDifficulty === 0n ||
    (mergeNetsplitBlock !== undefined && number >= mergeNetsplitBlock) ||
    (shanghai !== undefined && timestamp >= shanghai)
  );
}
