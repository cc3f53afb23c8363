import { toHex } from '../../storage/encoding/bytes.ts';
import { collectFrames } from './callFrames.ts';
import { type FlatFrame, flatten, placed } from './flatCallTracer.ts';
import { joinTracers } from './muxTracer.ts';
import { watchPrestate } from './prestate.ts';
import type { MakeCollector } from './run.ts';
import { stateDiff } from './stateDiff.ts';

/** How trace_* list calls: gas without the intrinsic part, OpenEthereum's words for errors. */
const PARITY = { parityErrors: true, includePrecompiles: false, failedAddress: true } as const;

const FRAMES = { onlyTopCall: false, withLogs: false, firstLogIndex: 0 } as const;

/** Collects the calls of a mined transaction for trace_transaction and trace_block. */
export const placedTraces: MakeCollector = (subject, budget) => {
  const frames = collectFrames(FRAMES, budget);
  return {
    hooks: frames.hooks,
    result: () => listOf(frames.root()).map((frame) => placed(frame, subject.place)),
  };
};

/** Collects for trace_call and trace_rawTransaction what their `types` ask for. */
export function traceResults(types: ReadonlySet<string>): MakeCollector {
  return (subject, budget) => {
    const frames = types.has('trace') ? collectFrames(FRAMES, budget) : undefined;
    const prestate = types.has('stateDiff') ? watchPrestate(subject, budget, false) : undefined;
    return {
      hooks: joinTracers([frames?.hooks ?? {}, prestate?.hooks ?? {}]),
      result: ({ result, after }) => ({
        output: toHex(result.returnData),
        stateDiff: prestate === undefined ? null : stateDiff(prestate, after),
        trace: listOf(frames?.root()),
        vmTrace: null,
      }),
    };
  };
}

function listOf(root: Parameters<typeof flatten>[0] | undefined): FlatFrame[] {
  return root === undefined ? [] : flatten(root, PARITY);
}
