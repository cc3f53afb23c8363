import type { Abi, Hex } from 'viem';
import { fromHex } from '../../storage/encoding/bytes.ts';
import { revertReason } from '../revertReason.ts';
import { toJson } from './values.ts';

/** A log in the words of its contract. */
export interface DecodedLog {
  readonly event: string;
  readonly arguments: unknown;
}

/** What a log says by an ABI; undefined where the ABI has no such event. Integers are decimal text. */
export async function decodeLog(
  abi: Abi,
  log: { readonly topics: readonly Hex[]; readonly data: Hex },
): Promise<DecodedLog | undefined> {
  const { decodeEventLog } = await import('viem/utils');
  const [signature, ...rest] = log.topics;
  if (signature === undefined) return undefined;
  try {
    const decoded = decodeEventLog({ abi, topics: [signature, ...rest], data: log.data });
    return { event: decoded.eventName ?? '', arguments: toJson(decoded.args ?? {}) };
  } catch {
    // An event of another contract, or one that fits by its signature alone.
    return undefined;
  }
}

/** What revert data says: a reason, a panic, or a custom error of the ABI with its values. */
export async function describeRevert(abi: Abi, data: Hex): Promise<string> {
  if (data === '0x') return 'without a reason';
  const reason = revertReason(fromHex(data));
  if (reason !== undefined) return reason;
  const { decodeErrorResult } = await import('viem/utils');
  try {
    const { errorName, args = [] } = decodeErrorResult({ abi, data });
    return `${errorName}(${(args as readonly unknown[]).map((value) => JSON.stringify(toJson(value))).join(', ')})`;
  } catch {
    return `an error that the ABI does not name: ${data.slice(0, 1000)}`;
  }
}
