import { EMPTY_BYTES } from '../../../storage/encoding/bytes.ts';
import type { HaltReason } from '../../haltReason.ts';
import type { PrecompileAnswer } from '../../reference/precompiles.ts';
import type { AccountEntry } from '../../state/accountEntry.ts';
import { isEmptyAccount } from '../../state/accountRecord.ts';
import type { Checkpoint } from '../../state/worldState.ts';
import { type KnownCode, NO_CODE } from '../codes.ts';
import type { Execution, Handler } from '../execution.ts';
import type { CallKind } from '../frame.ts';
import { reportAnswer, reportCall, reportUnstarted } from '../frameEvents.ts';
import { type Precompile, precompileAt } from '../precompiles.ts';
import { CALL_STIPEND, CALL_VALUE, NEW_ACCOUNT, WARM } from '../prices.ts';
import { calledPlainly, callPlainly } from './precompileCalls.ts';

/** Frames below the transaction's own (yellow paper 8). */
const DEPTH_LIMIT = 1024;

type MessageCall = Exclude<CallKind, 'CREATE' | 'CREATE2'>;

/** Where the output of a call goes. */
type CallPlace = Parameters<Execution['resume']>[0];

/** CALL, CALLCODE, DELEGATECALL and STATICCALL. */
export function callWith(opcode: number, kind: MessageCall): Handler {
  const carriesValue = kind === 'CALL' || kind === 'CALLCODE';
  const ranges = carriesValue ? 3 : 2;
  const operands = carriesValue ? 7 : 6;
  const plain = { opcode, kind, operands };
  return (x) => {
    const { machine, state, frame, prices } = x;
    // most calls send nothing: then no BigInt is read
    const sends = carriesValue && x.number(2) !== 0;
    if (!sends && frame.depth < DEPTH_LIMIT) {
      const called = calledPlainly(x, x.item(1));
      if (called !== undefined) return callPlainly(x, called, plain);
    }
    const sent = sends ? x.bigInt(2) : 0n;
    if (kind === 'CALL' && sent !== 0n && frame.isStatic) return 'write protection';
    const requested = x.number(0);
    const to = x.address(1);
    const [inputAt, inputSize] = [x.number(ranges), x.number(ranges + 1)];
    const [outputAt, outputSize] = [x.number(ranges + 2), x.number(ranges + 3)];
    if (!x.touchMemory(inputAt, inputSize) || !x.touchMemory(outputAt, outputSize)) return 'out of gas';
    const callee = state.entry(to);
    let gas = (prices.fixed[opcode] ?? 0) + x.reachGas(callee, WARM);
    if (sent !== 0n) gas += CALL_VALUE;
    if (kind === 'CALL' && isNewAccount(x, callee, sent)) gas += NEW_ACCOUNT;
    const precompile = precompileAt(x.context, to);
    const { code, accessGas } =
      precompile === undefined ? codeToRun(x, callee) : { code: NO_CODE, accessGas: 0 };
    if (!x.charge(gas + accessGas)) return 'out of gas';
    const handedOn = gasHandedOn(machine.gas, requested, prices.keepsShare);
    if (!x.charge(handedOn)) return 'out of gas';
    x.stepper?.tell();
    x.moveStack(-operands);
    const childGas = handedOn + (sent === 0n ? 0 : CALL_STIPEND);
    const place = {
      kind,
      address: kind === 'CALL' || kind === 'STATICCALL' ? to : frame.address,
      outputAt,
      outputSize,
    };
    const input = x.readMemory(inputAt, inputSize);
    const failure = notStarted(x, sent);
    if (x.tracer !== undefined) {
      x.writeBack();
      const value = kind === 'DELEGATECALL' ? frame.value : sent;
      const asked = { kind, to, input, gas: BigInt(childGas), value, precompile: precompile !== undefined };
      if (failure === undefined) reportCall(x, asked);
      else reportUnstarted(x, asked, failure);
    }
    if (failure !== undefined) {
      x.resume(place, failure, EMPTY_BYTES, childGas);
      return undefined;
    }
    const mark = x.checkpoint();
    if (kind === 'CALL' || kind === 'STATICCALL') transfer(x, frame.account, callee, sent);
    if (precompile !== undefined) {
      callPrecompile(x, precompile, place, input, childGas, mark);
      return undefined;
    }
    if (code.bytes.length === 0) {
      answer(x, place, undefined, EMPTY_BYTES, childGas, 0);
      return undefined;
    }
    x.begin({
      kind,
      address: place.address,
      outputAt,
      outputSize,
      account: place.address === frame.address ? frame.account : callee,
      caller: kind === 'DELEGATECALL' ? frame.caller : frame.address,
      value: kind === 'DELEGATECALL' ? frame.value : sent,
      gas: childGas,
      isStatic: frame.isStatic || kind === 'STATICCALL',
      code,
      input,
      mark,
    });
    return undefined;
  };
}

/** Moves wei; nothing moved still touches the receiver, and before EIP-161 brings it into being. */
export function transfer(
  { state, prices }: Execution,
  from: AccountEntry,
  to: AccountEntry,
  value: bigint,
): void {
  if (value > 0n) state.putBalance(from, from.balance - value);
  if (value > 0n || !prices.clearsEmpty) state.credit(to, value);
  else state.touchEntry(to);
}

/** The code of an account, or of the one that it delegates to, with the gas of reaching that (EIP-7702). */
export function codeToRun(
  x: Execution,
  account: AccountEntry,
): { readonly code: KnownCode; readonly accessGas: number } {
  const { codes } = x.machine;
  const code = codes.of(x.state, account);
  if (code.target === undefined) return { code, accessGas: 0 };
  const target = x.state.entry(code.target);
  return { code: codes.of(x.state, target), accessGas: x.reachGas(target, WARM) };
}

function isNewAccount({ prices }: Execution, to: AccountEntry, value: bigint): boolean {
  return prices.clearsEmpty ? value !== 0n && isEmptyAccount(to) : !to.exists;
}

/** All but a 64th at most (EIP-150); before that as much as was asked for, or none. */
export function gasHandedOn(left: number, requested: number, keepsShare: boolean): number {
  if (!keepsShare) return requested;
  const most = left - Math.floor(left / 64);
  return requested < most ? requested : most;
}

/** Why a call or a creation does not even begin: the caller keeps the gas that it handed on. */
export function notStarted({ state, frame }: Execution, value: bigint): HaltReason | undefined {
  if (frame.depth >= DEPTH_LIMIT) return 'max call depth exceeded';
  if (value > 0n && state.balance(frame.address) < value) return 'insufficient balance for transfer';
  return undefined;
}

function callPrecompile(
  x: Execution,
  precompile: Precompile,
  place: CallPlace,
  input: Uint8Array,
  gas: number,
  mark: Checkpoint,
): void {
  const finish = ({ halt, output, gasUsed }: PrecompileAnswer): void => {
    if (halt !== undefined) x.takeBack(mark);
    const used = halt === undefined ? gasUsed : gas;
    answer(x, place, halt, output, gas - used, used);
  };
  const answered = precompile(input, gas);
  if (answered instanceof Promise) x.waitFor(answered, finish);
  else finish(answered);
}

/** Gives the caller what a call without a frame of its own came to. */
function answer(
  x: Execution,
  place: CallPlace,
  halt: HaltReason | undefined,
  output: Uint8Array,
  gasLeft: number,
  gasUsed: number,
): void {
  if (x.tracer !== undefined) reportAnswer(x, output, gasUsed, halt);
  x.resume(place, halt, output, gasLeft);
}
