import { toHex } from '../../storage/encoding/bytes.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { FORKS } from '../../vm/rules/forks.ts';
import { GenesisError } from './errors.ts';
import { parseConfig } from './parseConfig.ts';
import { asObject, parseJson } from './values.ts';

/** A configuration as a store keeps it: JSON of the chain's name and geth's `config`, with every quantity a decimal string. */
export function encodeChainDocument(config: ChainConfig): string {
  const { name, activations, terminalTotalDifficulty, depositContract, maxCodeSize, transactionGasCap } =
    config;
  const forks: Record<string, string> = {};
  for (const fork of FORKS) {
    const at = activations.get(fork.name);
    if (at === undefined || fork.key === undefined || fork.by === 'difficulty') continue;
    forks[fork.key] = at.toString();
    if (fork.name === 'spuriousDragon') forks.eip155Block = at.toString();
  }
  const schedule = [...config.blobSchedule].map(([fork, blobs]) => [
    fork,
    Object.fromEntries(Object.entries(blobs).map(([key, value]) => [key, String(value)])),
  ]);
  return JSON.stringify({
    name,
    config: {
      chainId: config.chainId.toString(),
      ...forks,
      terminalTotalDifficulty: terminalTotalDifficulty?.toString(),
      mergeNetsplitBlock: config.mergeNetsplitBlock?.toString(),
      daoForkSupport: config.daoForkSupport,
      depositContractAddress: toHex(depositContract),
      blobSchedule: Object.fromEntries(schedule),
      maxCodeSize,
      requestContractsOptional: config.requestContractsOptional,
      xai:
        config.nativeTransactions === true
          ? { modules: config.modules?.preset, active: config.modules?.active }
          : undefined,
      transactionGasCap: transactionGasCap?.toString(),
    },
  });
}

/** The configuration that a store was made with. Throws GenesisError. */
export function parseChainDocument(document: string): ChainConfig {
  const { name, config } = asObject(parseJson(document), 'chain document');
  if (typeof name !== 'string') {
    throw new GenesisError('bad-value', 'chain document.name', 'a string expected');
  }
  return parseConfig(config, name);
}
