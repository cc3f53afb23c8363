import type { StateReader } from '../../storage/state/reader.ts';
import type { BlockContext } from '../../vm/block/systemCall.ts';
import type { Engine } from '../../vm/engine.ts';
import type { WorldState } from '../../vm/state/worldState.ts';
import { moduleNumber, REGISTRY } from './addresses.ts';
import type { HookedTransaction } from './encode.ts';
import { ModuleHooks } from './moduleHooks.ts';
import { type ProtocolParameters, readParameters } from './parameters.ts';
import { namespaceSlot } from './slots.ts';

/** How many modules have hooks; 0: nothing is called. */
const ACTIVE_HOOK_COUNT = namespaceSlot('xai.storage.ModuleRegistry');

/**
 * XAI's modules as the chain asks them: docs/modules/protocol.md tells the whole. It keeps nothing, so that every node
 * finds the same in the same state.
 */
export const moduleProtocol = {
  registry: REGISTRY,
  parameters: (state: StateReader, number: bigint) => readParameters(state, number),
  isModule: (address: Uint8Array) => moduleNumber(address) !== undefined,
  hasHooks: (state: WorldState) => state.slot(REGISTRY, ACTIVE_HOOK_COUNT).length > 0,

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

/** Undefined where no module has hooks. */
async function activeHooks(
  engine: Engine,
  context: BlockContext,
  sharesFees: boolean,
): Promise<ModuleHooks | undefined> {
  if (!moduleProtocol.hasHooks(context.state)) return undefined;
  const hooks = new ModuleHooks(engine, context, sharesFees);
  return (await hooks.list()) ? hooks : undefined;
}
