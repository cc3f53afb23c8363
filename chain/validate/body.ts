import { equalBytes, toHex } from '../../storage/encoding/bytes.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import type { Block } from '../block/block.ts';
import { blockSize, hashOmmers } from '../block/blockCodec.ts';
import { encodeHeader } from '../block/headerCodec.ts';
import { transactionsRoot, withdrawalsRoot } from '../building/roots.ts';
import { BlockError, type BlockRule } from './errors.ts';
import { signerProblem } from './signer.ts';

/** Bytes that an encoded block may take from Osaka on (EIP-7934). */
export const MAX_BLOCK_SIZE = 8_388_608;

/** Checks that the body is the one that the header speaks of, before anything is executed. Throws BlockError. */
export function validateBody(block: Block, rules: Rules): void {
  const { header, transactions, ommers, withdrawals } = block;
  const fail: Fail = (rule, problem) => {
    throw new BlockError(rule, { number: header.number, hash: block.hash }, problem);
  };
  const same = (rule: BlockRule, said: Uint8Array | undefined, found: Uint8Array): void => {
    if (said === undefined || !equalBytes(said, found)) {
      fail(
        rule,
        `header says ${said === undefined ? 'nothing' : toHex(said)}, the body gives ${toHex(found)}`,
      );
    }
  };
  if (rules.has('osaka')) checkSize(block, fail);
  same('ommers-hash', header.ommersHash, hashOmmers(ommers));
  if (rules.has('merge') && ommers.length > 0) fail('ommers', 'ommers after the merge');
  same('transactions-root', header.transactionsRoot, transactionsRoot(transactions));
  if (rules.has('shanghai')) {
    if (withdrawals === undefined) fail('withdrawals', 'the body has no list of withdrawals');
    same('withdrawals-root', header.withdrawalsRoot, withdrawalsRoot(withdrawals));
  } else if (withdrawals !== undefined) fail('withdrawals', 'present before Shanghai');
  for (const [index, transaction] of transactions.entries()) {
    const problem = signerProblem(transaction, rules);
    if (problem !== undefined)
      fail('signature', `transaction ${index} (${toHex(transaction.hash)}): ${problem}`);
  }
  if (!rules.has('cancun')) return;
  const blobs = transactions.reduce((sum, { blobHashes }) => sum + blobHashes.length, 0);
  const blobGas = BigInt(blobs) * GAS_PER_BLOB;
  if (header.blobGasUsed !== blobGas)
    fail('blob-gas-used', `header says ${header.blobGasUsed}, the body gives ${blobGas}`);
}

type Fail = (rule: BlockRule, problem: string) => never;

function checkSize(block: Block, fail: Fail): void {
  const size = blockSize({
    header: encodeHeader(block.header),
    transactions: block.transactions.map(({ raw }) => raw),
    ommers: block.ommers.map(encodeHeader),
    withdrawals: block.withdrawals,
  });
  if (size > MAX_BLOCK_SIZE) fail('block-size', `${size} bytes, at most ${MAX_BLOCK_SIZE} allowed`);
}
