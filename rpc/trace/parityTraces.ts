import type { Block } from '../../chain/block/block.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { rewardsOf } from '../../vm/block/rewards.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { quantityHex } from '../format/hex.ts';
import { type CallFrame, collectFrames } from './callFrames.ts';
import { type FlatFrame, flatten, placed } from './flatCallTracer.ts';
import { joinTracers } from './muxTracer.ts';
import { watchPrestate } from './prestate.ts';
import type { MakeCollector } from './run.ts';
import { stateDiff } from './stateDiff.ts';
import { collectVmTrace } from './vmTrace.ts';

/** How trace_* list calls: gas without the intrinsic part, OpenEthereum's words for errors. */
const PARITY = { parityErrors: true, includePrecompiles: false, parityResults: true } as const;

const FRAMES = { onlyTopCall: false, withLogs: false, firstLogIndex: 0 } as const;

/** Collects the calls of a mined transaction for trace_transaction and trace_block. */
export const placedTraces: MakeCollector = (subject, budget) => {
  const frames = collectFrames(FRAMES, budget);
  return {
    hooks: frames.hooks,
    result: () => listOf(frames.root()).map((frame) => placed(frame, subject.place)),
  };
};

/** What trace_call and its like can be asked for. */
export type TraceType = 'trace' | 'vmTrace' | 'stateDiff';

/** Collects for trace_call, trace_rawTransaction and trace_replay* what their `types` ask for. */
export function traceResults(types: ReadonlySet<TraceType>): MakeCollector {
  return (subject, budget) => {
    const frames = types.has('trace') ? collectFrames(FRAMES, budget) : undefined;
    const prestate = types.has('stateDiff') ? watchPrestate(subject, budget, false) : undefined;
    const vm = types.has('vmTrace') ? collectVmTrace(subject, budget) : undefined;
    return {
      hooks: joinTracers([frames?.hooks ?? {}, prestate?.hooks ?? {}, vm?.hooks ?? {}]),
      result: ({ result, after }) => ({
        output: toHex(result.returnData),
        stateDiff: prestate === undefined ? null : stateDiff(prestate, after),
        trace: listOf(frames?.root()),
        vmTrace: vm?.root() ?? null,
      }),
    };
  };
}

/** What proof of work paid for a block, as OpenEthereum lists it behind the block's calls. */
export function rewardTraces({ header, hash, ommers }: Block, rules: Rules): readonly RewardTrace[] {
  return rewardsOf(rules, header, ommers).map(({ author, value }, index) => ({
    action: {
      author: toHex(author),
      rewardType: index === 0 ? 'block' : 'uncle',
      value: quantityHex(value),
    },
    blockHash: toHex(hash),
    blockNumber: Number(header.number),
    result: null,
    subtraces: 0,
    traceAddress: [],
    transactionHash: null,
    transactionPosition: null,
    type: 'reward',
  }));
}

/** A reward in the list of a block's traces. */
export interface RewardTrace {
  readonly action: { readonly author: string; readonly rewardType: string; readonly value: string };
  readonly blockHash: string;
  readonly blockNumber: number;
  readonly result: null;
  readonly subtraces: number;
  readonly traceAddress: readonly number[];
  readonly transactionHash: null;
  readonly transactionPosition: null;
  readonly type: 'reward';
}

function listOf(root: CallFrame | undefined): FlatFrame[] {
  return root === undefined ? [] : flatten(root, PARITY);
}
