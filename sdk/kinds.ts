// Written by scripts/sdk-types.ts from the node's table of kinds.

/** Kinds of native transactions that a key may sign, with their numbers in the envelope. */
export const NATIVE_KINDS = {
  /** Moves XAI to an account. */
  normal: 1,
  /** Creates a contract. */
  contract_deploy: 2,
  /** Calls a contract. */
  contract_call: 3,
  /** Calls a module. */
  module_call: 4,
  /** Proposes, queues, executes, cancels or rolls back, attests an audit, or delegates votes. */
  governance: 5,
  /** Casts a vote. */
  governance_vote: 6,
  /** Locks XAI as stake. */
  stake: 7,
  /** Unlocks stake or claims what is unlocked. */
  unstake: 8,
  /** Proposes, approves or makes payments of the treasury, or claims one of its streams. */
  treasury_allocation: 9,
} as const;

/** A kind by its name. */
export type NativeKind = keyof typeof NATIVE_KINDS;

/** Functions of modules that have kinds of their own; with `except`, all others than these. */
export const MODULE_KINDS: readonly {
  readonly kind: NativeKind;
  /** the last byte of the module's address */
  readonly module: number;
  readonly except: boolean;
  readonly selectors: readonly string[];
}[] = [
  {
    kind: 'governance_vote',
    module: 4,
    except: false,
    selectors: ['0x56781388', '0x7b3c71d3', '0x5f398a14', '0x8ff262e3', '0x5b8d0e0d'],
  },
  { kind: 'stake', module: 3, except: false, selectors: ['0xf83d08ba'] },
  { kind: 'unstake', module: 3, except: false, selectors: ['0x6198e339', '0x4e71d92d'] },
  {
    kind: 'governance',
    module: 4,
    except: true,
    selectors: ['0x56781388', '0x7b3c71d3', '0x5f398a14', '0x8ff262e3', '0x5b8d0e0d'],
  },
  { kind: 'governance', module: 3, except: false, selectors: ['0x5c19a95c', '0xc3cda520'] },
  { kind: 'governance', module: 10, except: true, selectors: [] },
  { kind: 'treasury_allocation', module: 6, except: true, selectors: [] },
];
