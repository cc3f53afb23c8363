/** Pieces of EVM code as hex digits, for tests that need small contracts. */

/** PUSH of a number or of hex bytes, as short as it goes. */
export function push(value: number | bigint | string): string {
  let digits = typeof value === 'string' ? value.replace(/^0x/, '') : value.toString(16);
  if (digits.length % 2 === 1) digits = `0${digits}`;
  return (0x5f + digits.length / 2).toString(16) + digits;
}

/** The code as 0x hex. */
export function code(...parts: readonly string[]): string {
  return `0x${parts.join('')}`;
}

/** Writes up to 32 bytes to the start of memory, left-aligned, and ends with RETURN (f3) or REVERT (fd) of them. */
export function giveBack(data: string, opcode: 'f3' | 'fd'): string {
  const digits = data.replace(/^0x/, '');
  let text = '';
  for (let i = 0; i < digits.length; i += 64) {
    text += `${push(digits.slice(i, i + 64).padEnd(64, '0'))}${push(i / 2)}52`;
  }
  return text + push(digits.length / 2) + push(0) + opcode;
}

/** CALL with all gas, no data; the result is dropped. */
export function call(to: string, value: number | bigint = 0): string {
  return `${push(0).repeat(4)}${push(value)}${push(to)}5af150`;
}

/** STATICCALL with the first bytes of memory; the result is dropped. */
export function staticCall(to: string, inputSize = 0): string {
  return `${push(0).repeat(2)}${push(inputSize)}${push(0)}${push(to)}5afa50`;
}

/** DELEGATECALL with all gas, no data; the result is dropped. */
export function delegateCall(to: string): string {
  return `${push(0).repeat(4)}${push(to)}5af450`;
}

/** LOG1 with this topic and no data. */
export function log(topic: number): string {
  return `${push(topic)}${push(0).repeat(2)}a1`;
}
