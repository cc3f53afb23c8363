/** A memory in two shapes. */
export interface SharedMemory {
  readonly bytes: Uint8Array;
  readonly integers: Int32Array;
}

/** What a call was made with is no input: in place of the number of bytes of an answer. */
export const FAILED = -1;

/** Copies to an address that 4 divides, by 32 bits where the source lies so. */
export function copyBetween(
  { bytes, integers }: SharedMemory,
  from: number,
  size: number,
  to: SharedMemory,
  at = 0,
): void {
  const whole = (from & 3) === 0 ? size >> 2 : 0;
  const [first, place] = [from >> 2, at >> 2];
  for (let i = 0; i < whole; i++) to.integers[place + i] = integers[first + i] ?? 0;
  for (let i = 4 * whole; i < size; i++) to.bytes[at + i] = bytes[from + i] ?? 0;
}
