import type { Block } from '../../chain/block/block.ts';
import { encodeBlock } from '../../chain/block/blockCodec.ts';
import type { Header } from '../../chain/block/header.ts';
import { encodeHeader } from '../../chain/block/headerCodec.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';
import { formatHeader } from './header.ts';
import { quantityHex } from './hex.ts';
import { formatTransaction } from './transaction.ts';
import { formatWithdrawal } from './withdrawal.ts';

/** How much of a block is shown, and what of it is known already. */
export interface BlockView {
  /** Whole transactions instead of their hashes. */
  readonly fullTransactions: boolean;
  /** The block in the making: its transactions have no place in the chain yet. */
  readonly pending: boolean;
  /** Bytes of the encoded block; undefined: counted by encoding it. */
  readonly size: number | undefined;
}

/** A block as eth_getBlockBy* shows it. */
export function formatBlock(block: Block, view: BlockView) {
  const place = (index: number) => (view.pending ? undefined : { block, index });
  return {
    ...formatHeader(block.header, block.hash),
    size: quantityHex(view.size ?? encodeBlock(block).length),
    transactions: view.fullTransactions
      ? block.transactions.map((tx, index) => formatTransaction(tx, place(index)))
      : block.transactions.map((tx) => toHex(tx.hash)),
    uncles: block.ommers.map((ommer) => toHex(keccak256(encodeHeader(ommer)))),
    withdrawals: block.withdrawals?.map(formatWithdrawal),
  };
}

/** An ommer as eth_getUncleBy* shows it: a block of which only the header is known. */
export function formatOmmer(ommer: Header) {
  const hash = keccak256(encodeHeader(ommer));
  const empty = { header: ommer, hash, transactions: [], ommers: [] };
  return { ...formatHeader(ommer, hash), size: quantityHex(encodeBlock(empty).length), uncles: [] };
}
