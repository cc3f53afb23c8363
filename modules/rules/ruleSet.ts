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
  | { readonly kind: 'argument'; readonly index: number; readonly type: ArgumentType }
  /** What rate `index` of the set comes to with this transaction. */
  | { readonly kind: 'rate'; readonly index: number }
  /** What view `index` of the set answers. */
  | { readonly kind: 'view'; readonly index: number };

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

/** Where the words of rates stand, behind all of the call data that a set is given, and those of views. */
export const RATES_AT = 4096;
export const VIEWS_AT = RATES_AT + 256;

/** Bounds of RuleManifest.sol: what one set may have of each. */
export const MAX_RATES = 8;
export const MAX_VIEWS = 8;
export const MAX_TAGS = 16;
export const MAX_VIEW_ARGUMENTS = 4;
export const MAX_VIEW_GAS = 100_000;

/** What one counter holds at most: more counts as this. */
export const MAX_AMOUNT = (1n << 192n) - 1n;

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

/** What a rule, or the whole set where no rule decides, says of a transaction. */
export type Action =
  | { readonly kind: 'allow' }
  /** in at most 128 bytes */
  | { readonly kind: 'deny'; readonly reason: string }
  /** It has to have been announced for so long; both below 2^32, one of them not 0. */
  | { readonly kind: 'delay'; readonly seconds: number; readonly blocks: number };

/** One rule. The first one with an action whose condition holds decides; those before it that hold put their tags. */
export interface Rule {
  readonly name: string;
  readonly when: Condition;
  /** index of the tag that it puts on a transaction; undefined: none */
  readonly tag: number | undefined;
  /** undefined: it only puts its tag */
  readonly action: Action | undefined;
  /** where it begins in its file, from 1 */
  readonly line: number;
}

/** What a rate counts apart: a counter for each combination of these. */
export type RateKey = 'sender' | 'recipient' | 'selector';

/** Something counted in windows that begin at multiples of their length. Only transactions that are included count. */
export interface Rate {
  readonly name: string;
  readonly by: readonly RateKey[];
  readonly of: 'transactions' | 'value';
  readonly unit: 'seconds' | 'blocks';
  /** 1 to 2^32 − 1 */
  readonly length: number;
  /** which transactions it counts; looks at neither rates nor views */
  readonly when: Condition;
}

/** Where an argument of a view comes from, in the order of their numbers in the manifest, from 1; 0 is a constant. */
export const VIEW_SOURCES = [
  'sender',
  'recipient',
  'value',
  'producer',
  'blockNumber',
  'blockTime',
] as const satisfies readonly FieldName[];

/** An argument of a view: a word of the transaction or the block, or always the same. */
export type ViewArgument = (typeof VIEW_SOURCES)[number] | { readonly word: bigint };

/** A question to a module; what fails answers 0. */
export interface View {
  readonly name: string;
  /** 20 bytes, as a number */
  readonly module: bigint;
  /** four bytes, as a number */
  readonly selector: bigint;
  readonly gas: number;
  readonly arguments: readonly ViewArgument[];
  /** as it was written, for people */
  readonly signature: string;
}

/** A whole set. */
export interface RuleSet {
  /** 1 to 32 visible ASCII characters */
  readonly name: string;
  readonly rates: readonly Rate[];
  readonly views: readonly View[];
  /** each 1 to 32 visible ASCII characters */
  readonly tags: readonly string[];
  readonly rules: readonly Rule[];
  readonly otherwise: Action;
}
