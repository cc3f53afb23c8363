import type { Message, MessageContext } from '../engine.ts';
import { CONTEXT_WORD } from './layout.ts';
import type { Machine } from './machine.ts';
import { writeBigInt, writeBytes } from './words.ts';

/** Puts the words into a machine that are the same for all frames of a message. */
export function writeContext(machine: Machine, message: Message, { rules, block }: MessageContext): void {
  const { integers: words } = machine;
  writeBytes(words, CONTEXT_WORD.ORIGIN, message.origin);
  writeBigInt(words, CONTEXT_WORD.GASPRICE, message.gasPrice);
  // the transactions of a block see the same
  if (machine.block === block && machine.chainId === rules.config.chainId) return;
  machine.block = block;
  machine.chainId = rules.config.chainId;
  writeBytes(words, CONTEXT_WORD.COINBASE, block.coinbase);
  if (rules.has('merge')) writeBytes(words, CONTEXT_WORD.PREVRANDAO, block.prevRandao);
  else writeBigInt(words, CONTEXT_WORD.PREVRANDAO, block.difficulty);
  const numbers = {
    TIMESTAMP: block.timestamp,
    NUMBER: block.number,
    GASLIMIT: block.gasLimit,
    CHAINID: rules.config.chainId,
    BASEFEE: block.baseFee ?? 0n,
    BLOBBASEFEE: block.blobBaseFee ?? 0n,
  } as const;
  for (const name of Object.keys(numbers) as (keyof typeof numbers)[]) {
    writeBigInt(words, CONTEXT_WORD[name], numbers[name]);
  }
}
