import { toHex } from '../../storage/encoding/bytes.ts';
import { openChain } from '../chainAccess.ts';
import type { CliCommand } from '../cli/command.ts';
import { ConfigError } from '../config/errors.ts';
import { chosenGenesis, requiredDataDir } from './chainChoice.ts';
import { loggerOf } from './logging.ts';

/** `xai init`: the first block of a chain. */
export const initCommand: CliCommand = {
  name: 'init',
  summary: 'write the first block of a chain into a data directory',
  description: `Writes the first block of a chain into a data directory: a built-in network, or a genesis.json in geth's format.
A built-in network needs a file of those who hold the first of its XAI: without them nobody could ever vote there.
A directory that holds this chain already is left as it is; one that holds another chain is refused.`,
  examples: [
    ['xai init --genesis genesis.json --data-dir ./data', "a chain of one's own"],
    ['xai init --network xai-testnet --holders holders.json --data-dir ./data', 'a built-in network'],
  ],

  async run(settings) {
    const logger = loggerOf(settings);
    const dataDir = requiredDataDir(settings);
    const genesis = chosenGenesis(settings);
    if (genesis === undefined) {
      throw new ConfigError(
        'missing',
        'which chain? Give --genesis FILE, or --network xai-mainnet|xai-testnet with --holders FILE',
      );
    }
    const opened = await openChain({ dataDir, genesis });
    try {
      const { chain } = opened;
      logger.info(
        {
          chainId: chain.config.chainId.toString(),
          genesis: toHex(chain.genesis().hash),
          stateRoot: toHex(chain.genesis().header.stateRoot),
          head: chain.head().header.number.toString(),
          dataDir,
        },
        opened.isNew ? 'initialised' : 'this chain is there already',
      );
      return 0;
    } finally {
      await opened.close();
    }
  },
};
