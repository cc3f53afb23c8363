import type { EVMMockBlockchainInterface, EVMRunCallOpts } from '@ethereumjs/evm';
import { Address } from '@ethereumjs/util';
import type { BlockEnvironment } from '../environment.ts';

type LibraryHeader = NonNullable<EVMRunCallOpts['block']>;

const UNKNOWN_HASH = new Uint8Array(32);

/** The block that a message sees, in the library's two shapes: a header, and a chain that knows former hashes. */
export class EnvironmentAdapter implements EVMMockBlockchainInterface {
  block!: BlockEnvironment;
  #headers = new WeakMap<BlockEnvironment, LibraryHeader>();

  /** The header of the current block. */
  header(): LibraryHeader {
    const { block } = this;
    let header = this.#headers.get(block);
    if (header === undefined) {
      header = {
        header: {
          number: block.number,
          coinbase: new Address(block.coinbase),
          timestamp: block.timestamp,
          difficulty: block.difficulty,
          prevRandao: block.prevRandao,
          gasLimit: block.gasLimit,
          baseFeePerGas: block.baseFee,
          getBlobGasPrice: () => block.blobBaseFee,
        },
      };
      this.#headers.set(block, header);
    }
    return header;
  }

  async getBlock(number: number): ReturnType<EVMMockBlockchainInterface['getBlock']> {
    const hash = this.block.blockHash(BigInt(number)) ?? UNKNOWN_HASH;
    return { hash: () => hash };
  }

  async putBlock(): Promise<void> {}

  shallowCopy(): EVMMockBlockchainInterface {
    return this;
  }
}
