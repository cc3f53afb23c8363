import { KINDS } from '../../chain/transaction/native/kinds.ts';
import { MODULE_FUNCTIONS } from '../../chain/transaction/native/targets.ts';
import { toHexString } from '../../storage/encoding/bytes.ts';
import { keccak256 } from '../../storage/encoding/keccak.ts';

/** The text of sdk/kinds.ts, not formatted. */
export function kindsFile(): string {
  const signed = KINDS.filter(({ target }) => target.form !== 'system');
  const numbers = signed.map(({ name, number, meaning }) => `  /** ${meaning} */\n  ${name}: ${number},`);
  const rules = Object.entries(MODULE_FUNCTIONS).flatMap(([kind, sets]) =>
    sets.map(({ module, functions, except }) =>
      JSON.stringify({ kind, module, except, selectors: functions.map(selectorOf) }),
    ),
  );
  return `// Written by scripts/sdk-types.ts from the node's table of kinds.

/** Kinds of native transactions that a key may sign, with their numbers in the envelope. */
export const NATIVE_KINDS = {
${numbers.join('\n')}
} as const;

/** A kind by its name. */
export type NativeKind = keyof typeof NATIVE_KINDS;

/** Functions of modules that have kinds of their own; with \`except\`, all others than these. */
export const MODULE_KINDS: readonly {
  readonly kind: NativeKind;
  /** the last byte of the module's address */
  readonly module: number;
  readonly except: boolean;
  readonly selectors: readonly string[];
}[] = [${rules.join(',\n')}];
`;
}

function selectorOf(signature: string): string {
  return `0x${toHexString(keccak256(new TextEncoder().encode(signature)).subarray(0, 4))}`;
}
