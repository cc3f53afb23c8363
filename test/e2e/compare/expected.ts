/** A difference that is meant: in which questions, where in the answer, and why. */
export interface Explained {
  readonly question: RegExp;
  /** tested against the line that reports the difference */
  readonly line: RegExp;
  readonly why: string;
}

/** Where this node answers as go-ethereum or Hardhat do and anvil does not. */
export const expected: readonly Explained[] = [
  {
    question: /getBlock/,
    line: /totalDifficulty: anvil only/,
    why: 'geth and execution-apis dropped the field',
  },
  {
    question: /Receipt/,
    line: /blobGasPrice: anvil only/,
    why: 'geth: on receipts of blob transactions only',
  },
  {
    question: /Receipt/,
    line: /blockTimestamp: anvil only/,
    why: 'an extension of reth, on receipts as a number',
  },
  {
    question: /feeHistory \(no perc/,
    line: /reward: anvil only/,
    why: 'geth leaves it out when no percentiles are asked for',
  },
  {
    question: /TransactionCount.*unknown/,
    line: /answered where anvil/,
    why: 'geth: null for a block that is not there',
  },
  {
    question: /debug_traceTransaction/,
    line: /structLogs: \d+ entries, anvil 0/,
    why: 'anvil records steps only with --steps-tracing',
  },
  { question: /prestate/, line: /codeHash: anvil has none/, why: 'geth shows the hash beside the code' },
  {
    question: /eth_getProof/,
    line: /answered where anvil/,
    why: 'geth: storage keys may be short quantities',
  },
  { question: /unknown block/, line: /error\.code/, why: 'geth: header not found is -32000' },
  {
    question: /backwards/,
    line: /invalid block range/,
    why: 'geth refuses a range that ends before it begins',
  },
  {
    question: /anvil_metadata/,
    line: /clientCommitSha/,
    why: 'no commit is known to a program run from its sources',
  },
  {
    question: /hardhat_metadata/,
    line: /anvil only/,
    why: "the answer is Hardhat's, anvil's is under anvil_metadata",
  },
];
