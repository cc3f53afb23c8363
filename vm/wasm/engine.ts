import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import { createdAddress } from '../address.ts';
import type { Engine, Message, MessageContext, MessageResult } from '../engine.ts';
import { ExecutionError } from '../errors.ts';
import type { HaltReason } from '../haltReason.ts';
import type { PrecompileAnswer } from '../reference/precompiles.ts';
import { CodeCompiler } from './compiler/codeCompiler.ts';
import type { CompileMode } from './compiler/compilable.ts';
import { beginCreation, isTaken } from './creation.ts';
import { Execution, type Outcome } from './execution.ts';
import { codeToRun, transfer } from './host/calls.ts';
import { HOST } from './host.ts';
import { MachinePool } from './machinePool.ts';
import { writeContext } from './messageContext.ts';
import { precompileAt } from './precompiles.ts';

/** Gas is counted in floats where JavaScript sees it: exact below this. */
const MAX_GAS = 2n ** 53n;

/** A message that asks for too much memory begins again elsewhere, which a tracer would see: less gas cannot ask for so much. */
const MAX_TRACED_GAS = 2n ** 27n;

/**
 * The engine whose instructions run in WebAssembly. Messages with more gas than a float can count and those that ask for
 * more memory than a machine may use go to the reference engine. `predecodedFrom`: see MachineOptions.
 */
export function createWasmEngine(mode: CompileMode = 'off', predecodedFrom?: number): Engine {
  let reference: Engine | undefined;
  const compiler = new CodeCompiler(mode);
  const plain = new MachinePool(compiler, { predecodedFrom });
  const stepping = new MachinePool(new CodeCompiler('off'), { isStepping: true });

  /** Loaded where it is needed: most programs never do, and its libraries are large. */
  function byReference(message: Message, context: MessageContext): MessageResult | Promise<MessageResult> {
    const { createReferenceEngine } =
      require('../reference/engine.ts') as typeof import('../reference/engine.ts');
    reference ??= createReferenceEngine();
    return reference.execute(message, context);
  }

  function execute(message: Message, context: MessageContext): MessageResult | Promise<MessageResult> {
    if (!isForMachine(message, context)) return byReference(message, context);
    const { rules, state } = context;
    const created =
      message.to === undefined ? createdAddress(message.caller, state.nonce(message.caller) - 1n) : undefined;
    if (state.balance(message.caller) < message.value) {
      return resultOf(message, {
        ...NOTHING,
        halt: 'insufficient balance for transfer',
        gasLeft: Number(message.gas),
      });
    }
    const machines = context.tracer?.onStep === undefined ? plain : stepping;
    const machine = machines.take(rules);
    const mark = state.checkpoint();
    const finish = (outcome: Outcome): MessageResult | Promise<MessageResult> => {
      machines.give(machine);
      if (machine.hasRefused) {
        state.revertTo(mark);
        return byReference(message, context);
      }
      return resultOf(message, outcome, created);
    };
    const takeBack = (error: unknown): never => {
      state.revertTo(mark);
      if (!(error instanceof WebAssembly.RuntimeError)) throw error;
      throw new ExecutionError('engine-failure', `the engine failed: ${error.message}`, { cause: error });
    };
    try {
      machine.codes.tidy();
      machine.compiled.tidy();
      writeContext(machine, message, context);
      const execution = new Execution(machine, context, message.blobHashes, HOST);
      start(execution, message, created);
      const outcome = execution.run();
      return outcome instanceof Promise ? outcome.then(finish, takeBack) : finish(outcome);
    } catch (error) {
      return takeBack(error);
    }
  }

  return { name: 'wasm', execute, close: () => compiler.close() };
}

function isForMachine({ gas }: Message, { tracer }: MessageContext): boolean {
  return gas < (tracer === undefined ? MAX_GAS : MAX_TRACED_GAS);
}

const NOTHING = { returnData: EMPTY_BYTES, logs: [], refund: 0 };

/** Begins the frame of the message itself, or answers where it needs none. */
function start(x: Execution, message: Message, created: Uint8Array | undefined): void {
  const { state, context, prices } = x;
  const { caller, to, value, data } = message;
  const gas = Number(message.gas);
  const precompile = to === undefined ? undefined : precompileAt(context, to);
  x.tracer?.onEnter?.({
    depth: 0,
    kind: to === undefined ? 'CREATE' : 'CALL',
    from: caller,
    to: to ?? created ?? EMPTY_BYTES,
    input: data,
    gas: message.gas,
    value,
    precompile: precompile !== undefined,
  });
  /** Ends the message without a frame. */
  const end = (halt: HaltReason | undefined, output: Uint8Array, gasLeft: number): void => {
    x.tracer?.onExit?.({ depth: 0, output, gasUsed: message.gas - BigInt(gasLeft), halt });
    x.finish(halt, output, gasLeft);
  };
  const fail = (halt: HaltReason) => end(halt, EMPTY_BYTES, 0);
  if (to === undefined) {
    const address = created ?? EMPTY_BYTES;
    if (prices.access) state.warmAddress(address);
    if (data.length > prices.maxInitcodeSize) fail('max initcode size exceeded');
    else if (isTaken(state, address)) fail('contract address collision');
    else x.begin(beginCreation(x, 'CREATE', caller, address, value, data, gas));
    return;
  }
  const mark = state.checkpoint();
  transfer(x, state.entry(caller), state.entry(to), value);
  if (precompile !== undefined) {
    const finish = ({ halt, output, gasUsed }: PrecompileAnswer): void => {
      if (halt !== undefined) x.takeBack(mark);
      end(halt, output, halt === undefined ? gas - gasUsed : 0);
    };
    const answer = precompile(data, gas);
    if (answer instanceof Promise) x.waitFor(answer, finish);
    else finish(answer);
    return;
  }
  const { code } = codeToRun(x, state.entry(to));
  if (code.bytes.length === 0) {
    end(undefined, EMPTY_BYTES, gas);
    return;
  }
  x.begin({
    kind: 'CALL',
    address: to,
    account: state.entry(to),
    caller,
    value,
    gas,
    isStatic: false,
    code,
    input: data,
    mark,
    outputAt: 0,
    outputSize: 0,
  });
}

function resultOf(message: Message, outcome: Outcome, createdAddress?: Uint8Array): MessageResult {
  const { halt, returnData, logs, gasLeft, refund } = outcome;
  return {
    halt,
    gasUsed: message.gas - BigInt(gasLeft),
    gasRefund: BigInt(refund),
    returnData: halt === undefined || halt === 'revert' ? returnData : EMPTY_BYTES,
    createdAddress,
    logs,
  };
}
