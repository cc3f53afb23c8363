import { rulesOfHeader } from '../rules.ts';
import { DevError } from './errors.ts';
import type { DevParts } from './parts.ts';

/** Commands that decide fields of the next blocks. */
export interface WishCommands {
  /** wei per gas, of the next block */
  setNextBlockBaseFee(baseFee: bigint): Promise<void>;
  /** wei per gas; before London only */
  setMinGasPrice(price: bigint): Promise<void>;
  /** of all blocks from the next on */
  setBlockGasLimit(gasLimit: bigint): Promise<void>;
  /** of all blocks from the next on */
  setCoinbase(address: Uint8Array): Promise<void>;
  /** 32 bytes, of the next block */
  setPrevRandao(value: Uint8Array): Promise<void>;
  setChainId(chainId: bigint): Promise<void>;
}

/** The commands on these parts. */
export function wishCommands({ chain, next, pool }: DevParts): WishCommands {
  const wish = (change: () => void): Promise<void> =>
    chain.lock.run(() => {
      change();
      pool.refresh();
    });
  const isAfter = (fork: 'london' | 'merge') => rulesOfHeader(chain.config, chain.head().header).has(fork);
  return {
    setNextBlockBaseFee: (baseFee) =>
      wish(() => {
        if (!isAfter('london')) {
          const text = 'the base fee of the next block can be set from the London hardfork on only';
          throw new DevError('base-fee-not-supported', text);
        }
        next.setBaseFee(baseFee);
      }),
    setMinGasPrice: (price) =>
      wish(() => {
        if (isAfter('london')) {
          throw new DevError('fees-by-market', 'setMinGasPrice is not supported when EIP-1559 is active');
        }
        pool.setMinTip(price);
      }),
    setBlockGasLimit: (gasLimit) =>
      wish(() => {
        if (gasLimit <= 0n) throw new DevError('value-invalid', 'Block gas limit must be greater than 0');
        next.setGasLimit(gasLimit);
      }),
    setCoinbase: (address) => wish(() => next.setCoinbase(address)),
    setPrevRandao: (value) =>
      wish(() => {
        if (!isAfter('merge')) {
          throw new DevError('randao-not-supported', 'prevRandao can be set from the merge on only');
        }
        next.setPrevRandao(value);
      }),
    setChainId: (chainId) => wish(() => chain.setConfig({ ...chain.ownConfig, chainId })),
  };
}
