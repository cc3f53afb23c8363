import type { Hex } from 'viem';
import type { CallBase } from '../../../chain/call/setting.ts';
import type { MinedLog } from '../../../chain/canonical/mined.ts';
import { wordText } from '../../../modules/encoding/word.ts';
import { equalBytes, fromHex, fromKey, padLeft, toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import type { StateReader } from '../../../storage/state/reader.ts';
import type { Log } from '../../../vm/log.ts';
import type { NodeContext } from '../../context.ts';
import { quantityHex } from '../../format/hex.ts';
import { formatLog } from '../../format/log.ts';
import { decodeModuleError, decodeModuleLog, knownModule } from '../../moduleAbi.ts';
import type { TraceOutcome } from '../../trace/collector.ts';
import { haltText } from '../../trace/haltText.ts';
import { type Prestate, watchPrestate } from '../../trace/prestate.ts';
import { accountImage } from '../../trace/prestateImage.ts';
import { budgetOf, type MakeCollector } from '../../trace/run.ts';
import { traceCalls } from '../../trace/traceCall.ts';

/** Whose calls modules take for what holders have decided. */
const TIMELOCK = fromHex('5841490000000000000000000000000000000005');

/** One action of a proposal. */
export interface ProposedAction {
  readonly target: Hex;
  /** wei */
  readonly value: bigint;
  readonly data: Hex;
}

/** What an action did, as far as it can be told before its logs are decoded. */
interface ActionEffect {
  readonly outcome: TraceOutcome;
  readonly changes: readonly object[];
}

/** Events that tell a parameter's change, with the names of what it was and what it becomes. */
const PARAMETER_EVENTS: Readonly<
  Record<string, readonly [key: string | undefined, former: string, value: string]>
> = {
  ModuleParameterChanged: [undefined, 'former', 'value'],
  ParameterScheduled: [undefined, 'former', 'value'],
  VotingDelaySet: ['votingDelay', 'oldVotingDelay', 'newVotingDelay'],
  VotingPeriodSet: ['votingPeriod', 'oldVotingPeriod', 'newVotingPeriod'],
  ProposalThresholdSet: ['proposalThreshold', 'oldProposalThreshold', 'newProposalThreshold'],
  LateQuorumVoteExtensionSet: ['lateQuorumExtension', 'oldVoteExtension', 'newVoteExtension'],
  MinDelayChange: ['timelockDelay', 'oldDuration', 'newDuration'],
};

/**
 * Executes actions from the timelock, each on what those before it left, on the state of `base`, and tells what they would do.
 * Nothing stays. Throws what a traced call throws.
 */
export async function simulateActions(
  actions: readonly ProposedAction[],
  base: CallBase,
  context: NodeContext,
): Promise<object> {
  const requests = actions.map(({ target, value, data }) => ({
    ...{ from: TIMELOCK, to: fromHex(target), value, data: fromHex(data) },
  }));
  const makers = requests.map(() => watchEffect);
  const budget = budgetOf({}, context);
  const effects = (await traceCalls(requests, { base }, makers, budget, context)) as ActionEffect[];
  const told = await Promise.all(
    effects.map(({ outcome, changes }, index) => describe(outcome, changes, actions[index]?.target ?? '0x')),
  );
  const parameters = told.flatMap(({ events }) => events.flatMap(parameterChange));
  return { succeeds: told.every(({ succeeds }) => succeeds), actions: told, parameters };
}

const watchEffect: MakeCollector = (subject, budget) => {
  const prestate = watchPrestate(subject, budget, false);
  return {
    hooks: prestate.hooks,
    result: (outcome): ActionEffect => ({ outcome, changes: stateChanges(prestate, outcome.after) }),
  };
};

async function describe({ result, gasUsed }: TraceOutcome, changes: readonly object[], target: Hex) {
  const { halt, returnData, logs } = result;
  const error =
    halt === undefined
      ? null
      : ((await decodeModuleError(target, toHex(returnData))) ?? haltText(halt, undefined));
  return {
    succeeds: halt === undefined,
    gasUsed: quantityHex(gasUsed),
    returnData: toHex(returnData),
    error,
    events: await Promise.all(
      logs.map(async (log, index) => ({
        ...(await decodeModuleLog(log)),
        log: formatLog(unmined(log, index), false),
      })),
    ),
    changes,
  };
}

/** A log of a transaction that will not be in any block as it is. */
function unmined(log: Log, logIndex: number): MinedLog {
  const none = new Uint8Array(32);
  return {
    log,
    logIndex,
    ...{ blockNumber: 0n, blockHash: none, blockTimestamp: 0n, transactionHash: none, transactionIndex: 0 },
  };
}

/** Balances, code (by its hash) and slots that are others afterwards. What the timelock's nonce becomes is this method's doing. */
function stateChanges({ images }: Prestate, after: StateReader): object[] {
  const changes = [...images].flatMap(([key, before]) => {
    const address = fromKey(key);
    const now = accountImage(after, address);
    const storage = [...before.slots].flatMap(([slotKey, former]) => {
      const slot = fromKey(slotKey);
      const value = after.slot(address, slot);
      if (equalBytes(former, value)) return [];
      return [{ slot: toHex(slot), from: toHex(padLeft(former, 32)), to: toHex(padLeft(value, 32)) }];
    });
    const hasCode = !equalBytes(before.codeHash, now.codeHash);
    if (before.balance === now.balance && !hasCode && storage.length === 0) return [];
    return [
      {
        address: toHex(address),
        module: knownModule(toHex(address))?.id ?? null,
        balance:
          before.balance === now.balance
            ? null
            : { from: quantityHex(before.balance), to: quantityHex(now.balance) },
        codeHash: hasCode ? { from: toHex(before.codeHash), to: toHex(keccak256(now.code)) } : null,
        storage: storage.sort((a, b) => (a.slot < b.slot ? -1 : 1)),
      },
    ];
  });
  return changes.sort((a, b) => (a.address < b.address ? -1 : 1));
}

interface ToldEvent {
  readonly event: string | null;
  readonly args: unknown;
  readonly log: object;
}

function parameterChange({ event, args, log }: ToldEvent): object[] {
  const names = event === null ? undefined : PARAMETER_EVENTS[event];
  if (names === undefined) return [];
  const [fixed, former, value] = names;
  const given = args as Readonly<Record<string, string | undefined>>;
  const key = fixed ?? textOf(given.key);
  const module = textOf(given.id) ?? knownModule((log as { address: string }).address)?.id;
  return [
    {
      module: module ?? null,
      key: key ?? null,
      from: given[former],
      to: given[value],
      effectiveBlock: given.effectiveBlock ?? null,
    },
  ];
}

function textOf(word: string | undefined): string | undefined {
  return word === undefined ? undefined : (wordText(word) ?? word);
}
