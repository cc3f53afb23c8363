import type { Rules } from '../../vm/rules/rules.ts';

/** What is known of the block after the head: what a waiting transaction is measured by. */
export interface NextBlockView {
  readonly rules: Rules;
  readonly gasLimit: bigint;
  /** wei per gas; undefined before London */
  readonly baseFee: bigint | undefined;
  /** wei per blob gas; undefined before Cancun */
  readonly blobBaseFee: bigint | undefined;
  /** False: transactions may not create or call contracts, the modules' own excepted. */
  readonly contracts?: boolean | undefined;
}
