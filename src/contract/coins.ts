const DECIMALS = 18;

/** An amount of wei as XAI, with no more decimals than it has. */
export function coins(wei: bigint): string {
  const digits = wei.toString().padStart(DECIMALS + 1, '0');
  const decimals = digits.slice(-DECIMALS).replace(/0+$/, '');
  return `${digits.slice(0, -DECIMALS)}${decimals === '' ? '' : `.${decimals}`}`;
}
