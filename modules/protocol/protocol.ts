import type { StateReader } from '../../storage/state/reader.ts';
import type { BlockContext } from '../../vm/block/systemCall.ts';
import type { Engine } from '../../vm/engine.ts';
import { moduleNumber, REGISTRY } from './addresses.ts';
import type { HookedTransaction } from './encode.ts';
import { ModuleHooks } from './moduleHooks.ts';
import { type ProtocolParameters, readParameters } from './parameters.ts';

/**
 * XAI's modules as the chain asks them: docs/modules/protocol.md tells the whole. It keeps nothing, so that every node
 * finds the same in the same state.
 */
export const moduleProtocol = {
  registry: REGISTRY,
  parameters: (state: StateReader, number: bigint) => readParameters(state, number),
  isModule: (address: Uint8Array) => moduleNumber(address) !== undefined,

  async beginBlock(
    engine: Engine,
    context: BlockContext,
    parameters: Pick<ProtocolParameters, 'sharesFees'>,
  ): Promise<ModuleHooks | undefined> {
    const hooks = await activeHooks(engine, context, parameters.sharesFees);
    await hooks?.start();
    return hooks;
  },

  async refusal(
    engine: Engine,
    context: BlockContext,
    transaction: HookedTransaction,
  ): Promise<string | undefined> {
    const hooks = await activeHooks(engine, context, false);
    const answer = await hooks?.admit(transaction);
    return answer?.kind === 'denied' ? answer.reason : undefined;
  },
};

/** Undefined where there are none after all, or the registry fails. */
async function activeHooks(
  engine: Engine,
  context: BlockContext,
  sharesFees: boolean,
): Promise<ModuleHooks | undefined> {
  const hooks = new ModuleHooks(engine, context, sharesFees);
  return (await hooks.list()) ? hooks : undefined;
}
