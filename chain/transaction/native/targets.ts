import { toHex, toHexString } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';

/** What a kind asks of `to` and `data`. */
export type TargetRule =
  | { readonly form: 'transfer' | 'deploy' | 'call' | 'system' }
  | { readonly form: 'module'; readonly calls: CallSet };

/** A set of functions of modules: by the module's number, those with these selectors, or all others than these. */
export type CallSet = ReadonlyMap<number, ModuleCalls> | 'any module';

interface ModuleCalls {
  readonly selectors: ReadonlySet<string>;
  /** True: every function but those. */
  readonly except: boolean;
}

/** Numbers of the modules that have kinds of their own: the last byte of their address. */
const MODULE_NUMBERS = { staking: 3, governor: 4, treasury: 6, auditors: 10 } as const;

/** Modules stand at addresses that spell XAI and end in their number; see the predeploys in docs/native-transactions.md. */
const MODULE_PREFIX = `584149${'00'.repeat(16)}`;

const VOTES = [
  'castVote(uint256,uint8)',
  'castVoteWithReason(uint256,uint8,string)',
  'castVoteWithReasonAndParams(uint256,uint8,string,bytes)',
  'castVoteBySig(uint256,uint8,address,bytes)',
  'castVoteWithReasonAndParamsBySig(uint256,uint8,address,string,bytes,bytes)',
];
const DELEGATIONS = ['delegate(address)', 'delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)'];
const STAKES = ['lock()'];
const UNSTAKES = ['unlock(uint256)', 'claim()'];

/**
 * The functions that the narrower kinds stand for. Part of the protocol: a function that a later version of a module
 * brings is called with `module_call`.
 */
export const MODULE_FUNCTIONS = {
  governance_vote: [{ module: MODULE_NUMBERS.governor, functions: VOTES, except: false }],
  stake: [{ module: MODULE_NUMBERS.staking, functions: STAKES, except: false }],
  unstake: [{ module: MODULE_NUMBERS.staking, functions: UNSTAKES, except: false }],
  governance: [
    { module: MODULE_NUMBERS.governor, functions: VOTES, except: true },
    { module: MODULE_NUMBERS.staking, functions: DELEGATIONS, except: false },
    { module: MODULE_NUMBERS.auditors, functions: [] as string[], except: true },
  ],
  treasury_allocation: [{ module: MODULE_NUMBERS.treasury, functions: [] as string[], except: true }],
} as const;

/** The rule of a kind that calls modules. */
export function modules(set: keyof typeof MODULE_FUNCTIONS | 'any module'): TargetRule {
  if (set === 'any module') return { form: 'module', calls: set };
  const calls = MODULE_FUNCTIONS[set].map(({ module, functions, except }): [number, ModuleCalls] => [
    module,
    { selectors: new Set(functions.map(selectorOf)), except },
  ]);
  return { form: 'module', calls: new Map(calls) };
}

/** The number of the module at this address; undefined for any other address. */
export function moduleNumber(address: Uint8Array): number | undefined {
  const number = address[19] ?? 0;
  return number !== 0 && toHexString(address.subarray(0, 19)) === MODULE_PREFIX ? number : undefined;
}

/** True when a call of `data` to `to` is one of the set's. */
export function isInSet(calls: CallSet, to: Uint8Array, data: Uint8Array): boolean {
  const number = moduleNumber(to);
  if (number === undefined || data.length < 4) return false;
  if (calls === 'any module') return true;
  const known = calls.get(number);
  return known !== undefined && known.selectors.has(toHexString(data.subarray(0, 4))) !== known.except;
}

/** What is wrong with `to` and `data` for a rule; undefined when they agree. */
export function targetProblem(
  rule: TargetRule,
  to: Uint8Array | undefined,
  data: Uint8Array,
): string | undefined {
  switch (rule.form) {
    case 'transfer':
      if (to === undefined) return 'a recipient is needed';
      return data.length === 0 ? undefined : 'carries no data: use contract_call';
    case 'deploy':
      if (to !== undefined) return 'has no recipient';
      return data.length > 0 ? undefined : 'needs the code that makes the contract';
    case 'call':
      return to === undefined ? 'a recipient is needed: to create a contract use contract_deploy' : undefined;
    case 'system':
      return to !== undefined && moduleNumber(to) !== undefined ? undefined : 'is for a module';
    case 'module':
      if (to === undefined || moduleNumber(to) === undefined)
        return `${to === undefined ? 'no recipient' : toHex(to)} is not a module`;
      if (isInSet(rule.calls, to, data)) return undefined;
      return `function ${toHex(data.subarray(0, 4))} of ${toHex(to)} is none of the kind's`;
  }
}

/** The first four bytes of a function's hash, as hex digits. */
function selectorOf(signature: string): string {
  return toHexString(keccak256(new TextEncoder().encode(signature)).subarray(0, 4));
}
