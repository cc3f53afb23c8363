/*
 * Rules as the compiler and the reference evaluator take them. YAML becomes this in parse.ts; everything in it is checked
 * and bounded there.
 */

/** What a condition may look at: a word of the block, of the transaction, or of its data. */
export type Subject =
  | { readonly kind: 'field'; readonly field: FieldName }
  /** seconds since midnight UTC */
  | { readonly kind: 'timeOfDay' }
  | { readonly kind: 'selector' }
  /** Word `index` behind the selector, as a value of this type; data that ends before it reads as zeros. */
  | { readonly kind: 'argument'; readonly index: number; readonly type: ArgumentType };

/** Elementary ABI types that fit into a word. */
export type ArgumentType =
  | { readonly kind: 'address' }
  | { readonly kind: 'bool' }
  | { readonly kind: 'uint'; readonly bits: number }
  | { readonly kind: 'int'; readonly bits: number }
  | { readonly kind: 'bytes'; readonly size: number };

/**
 * Words that stand at fixed places of the call data that the engine hands over: the selector of validateTransaction, five
 * words of BlockContext, an offset, and the TransactionContext (modules/protocol/encode.ts). In bytes.
 */
export const FIELDS = {
  blockNumber: 4,
  blockTime: 36,
  producer: 68,
  blockGasLimit: 100,
  baseFee: 132,
  sender: 228,
  recipient: 260,
  create: 292,
  value: 324,
  nonce: 356,
  gasLimit: 388,
  maxFeePerGas: 420,
  maxPriorityFeePerGas: 452,
  dataSize: 516,
} as const;

/** Where the transaction's own data begins. */
export const DATA_AT = 548;

/** Arguments that rules may look into: the sets see the first 4,096 bytes of the engine's call data (RuleEngine.sol). */
export const MAX_ARGUMENTS = 100;

/** A field that a condition may ask about. */
export type FieldName = keyof typeof FIELDS;

/** Something that holds or does not. Values are words: a negative number is its two's complement. */
export type Condition =
  | { readonly kind: 'all'; readonly parts: readonly Condition[] }
  | { readonly kind: 'any'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'in'; readonly subject: Subject; readonly values: readonly bigint[] }
  | {
      readonly kind: 'below' | 'above';
      readonly subject: Subject;
      readonly value: bigint;
      readonly signed: boolean;
    };

/** What a rule, or the whole set where no rule matches, says; the reason of a denial in at most 128 bytes. */
export type Action = { readonly allow: true } | { readonly allow: false; readonly reason: string };

/** One rule: its action is taken for the first one whose condition holds. */
export interface Rule {
  readonly name: string;
  readonly when: Condition;
  readonly action: Action;
  /** where it begins in its file, from 1 */
  readonly line: number;
}

/** A whole set. */
export interface RuleSet {
  /** 1 to 32 visible ASCII characters */
  readonly name: string;
  readonly rules: readonly Rule[];
  readonly otherwise: Action;
}
