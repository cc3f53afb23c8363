import { type Hex, slice } from 'viem';
import { MODULE_KINDS, type NativeKind } from './kinds.ts';

/** Modules stand at addresses that spell XAI and end in their number. */
const MODULE = /^0x584149(?:00){16}(?!00)([0-9a-f]{2})$/;

/** The narrowest kind that a transaction may be sent as, by its recipient and function. */
export function kindOf(to: Hex | undefined | null, data: Hex = '0x'): NativeKind {
  if (to === undefined || to === null) return 'contract_deploy';
  const module = MODULE.exec(to.toLowerCase())?.[1];
  if (module !== undefined && data.length >= 10) {
    const [number, selector] = [Number.parseInt(module, 16), slice(data, 0, 4).toLowerCase()];
    const rule = MODULE_KINDS.find(
      (each) => each.module === number && each.selectors.includes(selector) !== each.except,
    );
    return rule?.kind ?? 'module_call';
  }
  return data === '0x' ? 'normal' : 'contract_call';
}
