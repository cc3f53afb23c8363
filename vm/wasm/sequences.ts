/** A sequence of kinds (cells.ts) that is run as one. */
export type Sequence = readonly number[];

/** What follows each other most often in contracts that solc makes. */
export const SEQUENCE_LIST: readonly Sequence[] = [];
