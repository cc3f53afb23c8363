/** How code begins that only names another account (EIP-7702). */
const DESIGNATOR = Uint8Array.of(0xef, 0x01, 0x00);
const DESIGNATOR_LENGTH = 23;

/** The address that an account's code delegates to; undefined for any other code. */
export function delegationTarget(code: Uint8Array): Uint8Array | undefined {
  if (code.length !== DESIGNATOR_LENGTH) return undefined;
  for (let i = 0; i < DESIGNATOR.length; i++) if (code[i] !== DESIGNATOR[i]) return undefined;
  return code.subarray(DESIGNATOR.length);
}

/** The code of an account that delegates to `target`. */
export function delegationCode(target: Uint8Array): Uint8Array {
  const code = new Uint8Array(DESIGNATOR_LENGTH);
  code.set(DESIGNATOR);
  code.set(target, DESIGNATOR.length);
  return code;
}
