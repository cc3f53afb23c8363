import { equalBytes } from '../../storage/encoding/bytes.ts';

/** The hash of a chain's block of this number; undefined where it has none. */
export type HashAt = (number: bigint) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

/**
 * The number of the newest block that two chains have in common, not above `top`; undefined where not even the first is.
 * Doubles its steps back from the top and then halves them: a fork of n blocks costs some 2·log2(n) questions.
 */
export async function commonAncestor(own: HashAt, other: HashAt, top: bigint): Promise<bigint | undefined> {
  const isCommon = async (number: bigint) => {
    const [mine, theirs] = [await own(number), await other(number)];
    return mine !== undefined && theirs !== undefined && equalBytes(mine, theirs);
  };
  if (await isCommon(top)) return top;
  let apart = top;
  let common = top;
  for (let step = 1n; common === top; step *= 2n) {
    if (apart === 0n) return undefined;
    const next = apart > step ? apart - step : 0n;
    if (await isCommon(next)) common = next;
    else apart = next;
  }
  while (apart - common > 1n) {
    const middle: bigint = (apart + common) / 2n;
    if (await isCommon(middle)) common = middle;
    else apart = middle;
  }
  return common;
}
