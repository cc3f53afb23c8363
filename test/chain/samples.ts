import type { Block } from '../../chain/block/block.ts';
import type { Header } from '../../chain/block/header.ts';
import type { TransactionFields } from '../../chain/transaction/fields.ts';
import { impersonatedTransaction } from '../../chain/transaction/sign.ts';
import type { EthereumTransaction, Transaction } from '../../chain/transaction/transaction.ts';
import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { FORKS } from '../../vm/rules/forks.ts';

const HASH = new Uint8Array(32);
const ADDRESS = new Uint8Array(20);

/** An address of one repeated byte. */
export function address(byte: number): Uint8Array {
  return new Uint8Array(20).fill(byte);
}

/** A config with every fork up to Osaka from the start, and the blob parameters of mainnet. */
export function makeConfig(over: Partial<ChainConfig> = {}): ChainConfig {
  return {
    chainId: 31_337n,
    activations: new Map(FORKS.filter(({ name }) => !name.startsWith('bpo')).map(({ name }) => [name, 0n])),
    terminalTotalDifficulty: 0n,
    daoForkSupport: false,
    depositContract: ADDRESS,
    blobSchedule: new Map([
      ['cancun', { target: 3n, max: 6n, baseFeeUpdateFraction: 3_338_477n }],
      ['prague', { target: 6n, max: 9n, baseFeeUpdateFraction: 5_007_716n }],
    ]),
    name: 'test',
    ...over,
  };
}

/** A transaction that nobody has signed; 21000 gas at 1 gwei by default. */
export function makeTransaction(
  over: Partial<TransactionFields> & { sender?: Uint8Array } = {},
): EthereumTransaction {
  const { sender = address(1), ...fields } = over;
  return impersonatedTransaction(
    {
      type: 2,
      chainId: 31_337n,
      nonce: 0n,
      gasLimit: 21_000n,
      maxFeePerGas: 1_000_000_000n,
      maxPriorityFeePerGas: 1_000_000_000n,
      to: address(2),
      value: 0n,
      data: EMPTY_BYTES,
      accessList: [],
      ...fields,
    },
    sender,
  );
}

/** A block that is nowhere a part of a chain. */
export function makeBlock(over: Partial<Header>, transactions: readonly Transaction[] = []): Block {
  const header: Header = {
    parentHash: HASH,
    ommersHash: HASH,
    coinbase: ADDRESS,
    stateRoot: HASH,
    transactionsRoot: HASH,
    receiptsRoot: HASH,
    logsBloom: new Uint8Array(256),
    difficulty: 0n,
    number: 0n,
    gasLimit: 30_000_000n,
    gasUsed: 0n,
    timestamp: 0n,
    extraData: EMPTY_BYTES,
    mixHash: HASH,
    nonce: new Uint8Array(8),
    ...over,
  };
  return { header, hash: HASH, transactions, ommers: [] };
}
