import { OPCODES } from '../opcodes.ts';
import type { Rules } from '../rules/rules.ts';

/** Gas of one SSTORE rule (EIP-2200 and what came before and after it). */
export interface StoragePrices {
  /** Whether the value at the transaction's beginning counts; without it only the value now does. */
  readonly net: boolean;
  /** Gas at or below which SSTORE fails; 0: no such bound */
  readonly sentry: number;
  /** for a write that changes nothing, or a slot that was written before */
  readonly dirty: number;
  readonly set: number;
  readonly reset: number;
  readonly clearRefund: number;
  /** on top for a slot not met before */
  readonly cold: number;
}

/** Everything about gas and limits that the driver needs of one set of rules. */
export interface Prices {
  /** by opcode: what no operand changes */
  readonly fixed: Float64Array;
  /** false before Berlin: no address or slot is cold or warm */
  readonly access: boolean;
  /** whether a call hands on all but a 64th at most (EIP-150) */
  readonly keepsShare: boolean;
  /** whether accounts that are empty are as good as none (EIP-161) */
  readonly clearsEmpty: boolean;
  /** SLOAD of a slot that is not cold */
  readonly warmSlot: number;
  readonly exponentByte: number;
  readonly storage: StoragePrices;
  readonly selfDestructRefund: number;
  /** gas for a word of initcode (EIP-3860) */
  readonly initcodeWord: number;
  readonly maxInitcodeSize: number;
  readonly maxCodeSize: number;
}

/** Gas of reaching accounts and slots (EIP-2929), and of calls and creations. */
export const COLD_ACCOUNT = 2600;
export const COLD_SLOT = 2100;
export const WARM = 100;
export const CALL_VALUE = 9000;
export const CALL_STIPEND = 2300;
export const NEW_ACCOUNT = 25_000;
export const CODE_BYTE = 200;
export const COPY_WORD = 3;
export const HASH_WORD = 6;
export const LOG_TOPIC = 375;
export const LOG_BYTE = 8;

/** Gas of SSTORE where slots are cold or warm (EIP-2929), of a slot that is warm; and what must be left before it (EIP-2200). */
export const WARM_STORE = { set: 20_000, reset: 5000 - COLD_SLOT, dirty: WARM, sentry: 2300 } as const;

const SLOAD = 0x54;
const MAX_CODE_SIZE = 24_576;

const known = new WeakMap<Rules, Prices>();

export function pricesOf(rules: Rules): Prices {
  let prices = known.get(rules);
  if (prices === undefined) {
    prices = makePrices(rules);
    known.set(rules, prices);
  }
  return prices;
}

function makePrices(rules: Rules): Prices {
  const fixed = new Float64Array(256);
  for (const { code, gas } of OPCODES) {
    for (const [since, price] of gas) if (rules.has(since)) fixed[code] = Number(price);
  }
  const codeSize = rules.config.maxCodeSize ?? MAX_CODE_SIZE;
  return {
    fixed,
    access: rules.has('berlin'),
    keepsShare: rules.has('tangerineWhistle'),
    clearsEmpty: rules.has('spuriousDragon'),
    warmSlot: rules.has('berlin') ? WARM : (fixed[SLOAD] ?? 0),
    exponentByte: rules.has('spuriousDragon') ? 50 : 10,
    storage: storagePrices(rules),
    selfDestructRefund: rules.has('london') ? 0 : 24_000,
    initcodeWord: rules.has('shanghai') ? 2 : 0,
    maxInitcodeSize: rules.has('shanghai') ? 2 * codeSize : Infinity,
    maxCodeSize: rules.has('spuriousDragon') ? codeSize : Infinity,
  };
}

function storagePrices(rules: Rules): StoragePrices {
  const common = { set: 20_000, reset: 5000, clearRefund: 15_000, cold: 0 };
  if (rules.has('berlin')) {
    const clearRefund = rules.has('london') ? 4800 : 15_000;
    return { ...WARM_STORE, net: true, clearRefund, cold: COLD_SLOT };
  }
  if (rules.has('istanbul')) return { ...common, net: true, sentry: 2300, dirty: 800 };
  const constantinople = rules.has('constantinople') && !rules.has('petersburg');
  if (constantinople) return { ...common, net: true, sentry: 0, dirty: 200 };
  return { ...common, net: false, sentry: 0, dirty: 5000 };
}
