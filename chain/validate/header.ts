import { equalBytes, fromHex } from '../../storage/encoding/bytes.ts';
import { ethashDifficulty } from '../../vm/block/difficulty.ts';
import type { ChainConfig } from '../../vm/rules/chainConfig.ts';
import { type Rules, rulesAt } from '../../vm/rules/rules.ts';
import { GAS_PER_BLOB } from '../../vm/transaction/check.ts';
import type { Header, SealedHeader } from '../block/header.ts';
import { nextBaseFee } from '../fees/baseFee.ts';
import { nextExcessBlobGas } from '../fees/blobFee.ts';
import { steppedGasLimit } from '../produce/gasLimit.ts';
import type { BlockParameters } from '../protocol/protocol.ts';
import { executable, isMergedAfter } from '../rules.ts';
import { BlockError, type BlockRule } from './errors.ts';

/** What a header is checked against. */
export interface HeaderParent extends SealedHeader {
  /** Sum of difficulties up to and including the parent. */
  readonly totalDifficulty: bigint;
  readonly hasOmmers: boolean;
}

const MAX_EXTRA_DATA = 32;
const MIN_GAS_LIMIT = 5_000n;
const MAX_GAS_LIMIT = 2n ** 63n - 1n;
const GAS_LIMIT_DIVISOR = 1_024n;
const ELASTICITY = 2n;

/** "dao-hard-fork": in the first ten blocks of the fork's chain, and in none of those of the other. */
const DAO_EXTRA_DATA = fromHex('64616f2d686172642d666f726b');
const DAO_EXTRA_DATA_BLOCKS = 10n;

/** The rules for a child of `parent` with this number and time. Throws ChainError where they are not executed. */
export function rulesOfChild(
  config: ChainConfig,
  parent: HeaderParent,
  child: Pick<Header, 'number' | 'timestamp'>,
): Rules {
  const merged = isMergedAfter(config, parent.totalDifficulty);
  return executable(rulesAt(config, { number: child.number, timestamp: child.timestamp, merged }));
}

/**
 * Checks all that a header must satisfy on its parent alone, seals excepted (yellow paper 4.4.4; EIP-1559, 3675, 4895,
 * 4844, 7918, 4788, 7685), and on what the chain's holders decided about the block: undefined on a plain Ethereum chain,
 * 'unknown' where the parent's state is not at hand, and what depends on it is left to the block's execution. Returns the
 * rules of the block. Throws BlockError.
 */
export function validateHeader(
  config: ChainConfig,
  { header, hash }: SealedHeader,
  parent: HeaderParent,
  parameters?: BlockParameters | 'unknown' | undefined,
): Rules {
  const fail: Fail = (rule, problem) => {
    throw new BlockError(rule, { number: header.number, hash }, problem);
  };
  const parentHeader = parent.header;
  if (!equalBytes(header.parentHash, parent.hash))
    fail('unknown-parent', 'another parent than the one at hand');
  if (header.number !== parentHeader.number + 1n) {
    fail('number', `header says ${header.number}, the parent is ${parentHeader.number}`);
  }
  if (header.timestamp <= parentHeader.timestamp) {
    fail('timestamp', `header says ${header.timestamp}, the parent's is ${parentHeader.timestamp}`);
  }
  if (header.extraData.length > MAX_EXTRA_DATA)
    fail('extra-data', `${header.extraData.length} bytes, at most 32 allowed`);
  const rules = rulesOfChild(config, parent, header);
  checkGas(header, parentHeader, rules, fail);
  if (parameters !== 'unknown') checkGoverned(header, parentHeader, rules, parameters, fail);
  if (rules.has('merge')) checkMerged(header, fail);
  else checkProofOfWork(config, header, parent, rules, fail);
  checkPresence(header, rules, fail);
  if (rules.has('cancun')) checkBlobGas(header, parentHeader, rules, fail);
  return rules;
}

type Fail = (rule: BlockRule, problem: string) => never;

function checkGas(header: Header, parent: Header, rules: Rules, fail: Fail): void {
  const { gasLimit, gasUsed } = header;
  if (gasLimit > MAX_GAS_LIMIT) fail('gas-limit', `${gasLimit} is above 2^63-1`);
  if (gasUsed > gasLimit) fail('gas-used', `${gasUsed} is above the limit of ${gasLimit}`);
  const firstLondon = rules.has('london') && parent.baseFeePerGas === undefined;
  const base = firstLondon ? parent.gasLimit * ELASTICITY : parent.gasLimit;
  const step = gasLimit > base ? gasLimit - base : base - gasLimit;
  if (step >= base / GAS_LIMIT_DIVISOR) {
    fail(
      'gas-limit',
      `${gasLimit} is too far from the parent's ${base}: less than ${base / GAS_LIMIT_DIVISOR} allowed`,
    );
  }
  if (gasLimit < MIN_GAS_LIMIT) fail('gas-limit', `${gasLimit} is below ${MIN_GAS_LIMIT}`);
}

/** EIP-3675: the fields of proof of work are constants from the merge on. */
function checkMerged(header: Header, fail: Fail): void {
  if (header.difficulty !== 0n) fail('difficulty', `${header.difficulty} after the merge`);
  if (header.nonce.some((byte) => byte !== 0)) fail('nonce', 'not zero after the merge');
}

function checkProofOfWork(
  config: ChainConfig,
  header: Header,
  parent: HeaderParent,
  rules: Rules,
  fail: Fail,
): void {
  const expected = ethashDifficulty(
    rules,
    { ...parent.header, hasOmmers: parent.hasOmmers },
    header.timestamp,
  );
  if (header.difficulty !== expected)
    fail('difficulty', `header says ${header.difficulty}, the rules say ${expected}`);
  const daoFork = config.activations.get('daoFork');
  if (daoFork === undefined || header.number < daoFork || header.number >= daoFork + DAO_EXTRA_DATA_BLOCKS)
    return;
  if (equalBytes(header.extraData, DAO_EXTRA_DATA) !== config.daoForkSupport) {
    fail(
      'dao-extra-data',
      config.daoForkSupport ? 'the DAO fork is not marked' : 'marked as of the DAO fork',
    );
  }
}

/** What follows from the parent by parameters that holders of the chain may change. */
function checkGoverned(
  header: Header,
  parent: Header,
  rules: Rules,
  parameters: BlockParameters | undefined,
  fail: Fail,
): void {
  checkBaseFee(header, parent, rules, parameters, fail);
  if (parameters?.gasLimit === undefined) return;
  const firstLondon = rules.has('london') && parent.baseFeePerGas === undefined;
  const expected = steppedGasLimit(parent.gasLimit, parameters.gasLimit, firstLondon);
  if (header.gasLimit === expected) return;
  fail('gas-limit', `header says ${header.gasLimit}, on the way to ${parameters.gasLimit} it is ${expected}`);
}

function checkBaseFee(
  header: Header,
  parent: Header,
  rules: Rules,
  parameters: BlockParameters | undefined,
  fail: Fail,
): void {
  const { baseFeePerGas } = header;
  if (!rules.has('london')) {
    if (baseFeePerGas !== undefined) fail('base-fee', 'present before London');
    return;
  }
  const expected = nextBaseFee(parent, parameters);
  if (baseFeePerGas !== expected) {
    fail('base-fee', `header says ${baseFeePerGas ?? 'nothing'}, the parent gives ${expected}`);
  }
}

/** Fields are there from their fork on, and only then. */
function checkPresence(header: Header, rules: Rules, fail: Fail): void {
  const since = [
    ['shanghai', 'withdrawals', header.withdrawalsRoot],
    ['cancun', 'blob-gas-used', header.blobGasUsed],
    ['cancun', 'excess-blob-gas', header.excessBlobGas],
    ['cancun', 'beacon-root', header.parentBeaconBlockRoot],
    ['prague', 'requests-hash', header.requestsHash],
  ] as const;
  for (const [fork, rule, field] of since) {
    if (rules.has(fork) && field === undefined) fail(rule, `the header field is missing after ${fork}`);
    if (!rules.has(fork) && field !== undefined) fail(rule, `the header field is present before ${fork}`);
  }
}

function checkBlobGas(header: Header, parent: Header, rules: Rules, fail: Fail): void {
  const { blobGasUsed = 0n, excessBlobGas = 0n } = header;
  const max = (rules.blobs?.max ?? 0n) * GAS_PER_BLOB;
  if (blobGasUsed > max) fail('blob-gas-used', `${blobGasUsed} is above the maximum of ${max}`);
  if (blobGasUsed % GAS_PER_BLOB !== 0n)
    fail('blob-gas-used', `${blobGasUsed} is no multiple of ${GAS_PER_BLOB}`);
  const expected = nextExcessBlobGas(parent, rules);
  if (excessBlobGas !== expected) {
    fail('excess-blob-gas', `header says ${excessBlobGas}, the parent gives ${expected}`);
  }
}
