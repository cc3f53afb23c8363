import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Engine, Message, MessageContext, MessageResult } from '../engine.ts';
import type { Rules } from '../rules/rules.ts';
import { reportFailedEntry } from '../tracing/failedEntry.ts';
import { ReferenceEvm } from './evm.ts';
import type { SignerOf } from './impersonatedSigners.ts';

/**
 * @ethereumjs/evm behind the engine interface: slow, complete, and the judge of faster engines. Its machines hold one
 * execution each and are kept for the next message under the same rules. `signerOf`: whom its ecrecover believes signatures
 * to be of.
 */
export function createReferenceEngine(signerOf?: SignerOf): Engine {
  const machines = { nothing: new Machines(), frames: new Machines(), steps: new Machines() };

  async function execute(message: Message, context: MessageContext): Promise<MessageResult> {
    const { rules, state, tracer } = context;
    if (state.balance(message.caller) < message.value) {
      reportFailedEntry(tracer, message, 'insufficient balance for transfer');
      return insufficientBalance();
    }
    const sight = tracer === undefined ? 'nothing' : tracer.onStep === undefined ? 'frames' : 'steps';
    const free = idle(machines[sight], rules);
    const machine = free.pop() ?? new ReferenceEvm(rules, sight, signerOf);
    const mark = state.checkpoint();
    try {
      const result = await machine.run(message, context);
      free.push(machine);
      return result;
    } catch (error) {
      state.revertTo(mark);
      throw error;
    }
  }

  return { name: 'ethereumjs', execute };
}

const Machines = WeakMap<Rules, ReferenceEvm[]>;

function idle(pool: WeakMap<Rules, ReferenceEvm[]>, rules: Rules): ReferenceEvm[] {
  let machines = pool.get(rules);
  if (machines === undefined) {
    machines = [];
    pool.set(rules, machines);
  }
  return machines;
}

function insufficientBalance(): MessageResult {
  return {
    halt: 'insufficient balance for transfer',
    gasUsed: 0n,
    gasRefund: 0n,
    returnData: EMPTY_BYTES,
    createdAddress: undefined,
    logs: [],
  };
}
