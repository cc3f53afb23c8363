import { EMPTY_BYTES } from '../../storage/encoding/bytes.ts';
import type { Engine, Message, MessageContext, MessageResult } from '../engine.ts';
import type { Rules } from '../rules/rules.ts';
import { reportFailedEntry } from '../tracing/failedEntry.ts';
import { ReferenceEvm } from './evm.ts';

/**
 * @ethereumjs/evm behind the engine interface: slow, complete, and the judge of faster engines. Its machines hold one
 * execution each and are kept for the next message under the same rules.
 */
export function createReferenceEngine(): Engine {
  const plain = new WeakMap<Rules, ReferenceEvm[]>();
  const traced = new WeakMap<Rules, ReferenceEvm[]>();

  async function execute(message: Message, context: MessageContext): Promise<MessageResult> {
    const { rules, state, tracer } = context;
    if (state.balance(message.caller) < message.value) {
      reportFailedEntry(tracer, message, 'insufficient balance for transfer');
      return insufficientBalance();
    }
    const free = idle(tracer === undefined ? plain : traced, rules);
    const machine = free.pop() ?? new ReferenceEvm(rules, tracer !== undefined);
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
