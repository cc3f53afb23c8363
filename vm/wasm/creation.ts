import { EMPTY_BYTES, equalBytes } from '../../storage/encoding/bytes.ts';
import { EMPTY_CODE_HASH, EMPTY_TRIE_ROOT } from '../../storage/encoding/keccak.ts';
import type { HaltReason } from '../haltReason.ts';
import type { WorldState } from '../state/worldState.ts';
import type { Execution } from './execution.ts';
import type { FrameStart } from './frame.ts';
import { CODE_BYTE } from './prices.ts';

const RESERVED_FIRST_BYTE = 0xef;

/** True where a contract, or what is left of one, is in the way (EIP-684, EIP-7610). */
export function isTaken(state: WorldState, address: Uint8Array): boolean {
  const account = state.accountView(address);
  if (account === undefined) return false;
  return (
    account.nonce !== 0n ||
    !equalBytes(account.codeHash, EMPTY_CODE_HASH) ||
    !equalBytes(account.storageRoot, EMPTY_TRIE_ROOT)
  );
}

/** Begins a contract: the account is there, with the value; its initcode is the frame to run. */
export function beginCreation(
  x: Execution,
  kind: 'CREATE' | 'CREATE2',
  creator: Uint8Array,
  address: Uint8Array,
  value: bigint,
  initcode: Uint8Array,
  gas: number,
): FrameStart {
  const { state } = x;
  const mark = x.checkpoint();
  state.markCreated(address);
  if (x.context.rules.has('spuriousDragon')) state.setNonce(address, 1n);
  if (value > 0n) state.subBalance(creator, value);
  state.addBalance(address, value);
  return {
    kind,
    address,
    account: state.entry(address),
    caller: creator,
    value,
    gas,
    isStatic: false,
    code: { bytes: initcode, target: undefined, place: undefined, map: 0 },
    input: EMPTY_BYTES,
    mark,
    outputAt: 0,
    outputSize: 0,
  };
}

/** Puts the code that initcode gave in its place; the gas then left, or why it may not be. */
export function finishCreation(
  { state, prices, context }: Execution,
  { address }: FrameStart,
  code: Uint8Array,
  gas: number,
): number | HaltReason {
  const { rules } = context;
  if (code.length > prices.maxCodeSize) return 'max code size exceeded';
  if (rules.has('london') && code[0] === RESERVED_FIRST_BYTE) return 'invalid code: must not begin with 0xef';
  const left = gas - code.length * CODE_BYTE;
  // Frontier's contract without the gas to store its code is one without code
  if (left < 0) return rules.has('homestead') ? 'code store out of gas' : gas;
  if (code.length > 0) state.setCode(address, code);
  return left;
}
