import { toHex } from '../../storage/encoding/bytes.ts';
import { revertReason } from '../revertReason.ts';

const SELECTOR = 4;

/** Revert data for people, in the node's own log: the reason, the panic, or the custom error with its arguments. */
export function describeRevert(returnData: Uint8Array): string {
  if (returnData.length === 0) return 'reverted without a reason';
  const reason = revertReason(returnData);
  if (reason !== undefined) return `reverted: ${reason}`;
  if (returnData.length < SELECTOR) return `reverted with ${toHex(returnData)}`;
  const selector = toHex(returnData.subarray(0, SELECTOR));
  const details = returnData.length === SELECTOR ? '' : `: ${toHex(returnData.subarray(SELECTOR))}`;
  return `reverted with custom error ${selector}${details}`;
}
