import { toHex } from '../../storage/encoding/bytes.ts';
import { collectFrames } from './callFrames.ts';
import { type FlatFrame, flatten, placed } from './flatCallTracer.ts';
import type { MakeCollector } from './run.ts';

/** How trace_* list calls: gas without the intrinsic part, OpenEthereum's words for errors. */
const PARITY = { parityErrors: true, includePrecompiles: false, failedAddress: true } as const;

/** Collects the calls of a mined transaction for trace_transaction and trace_block. */
export const placedTraces: MakeCollector = (subject, budget) => {
  const frames = collectFrames({ onlyTopCall: false, withLogs: false, firstLogIndex: 0 }, budget);
  return {
    hooks: frames.hooks,
    result: () => listOf(frames.root()).map((frame) => placed(frame, subject.place)),
  };
};

/** Collects the calls of a message that is not mined for trace_call and trace_rawTransaction. */
export const traceResults: MakeCollector = (_subject, budget) => {
  const frames = collectFrames({ onlyTopCall: false, withLogs: false, firstLogIndex: 0 }, budget);
  return {
    hooks: frames.hooks,
    result: ({ result }) => ({
      output: toHex(result.returnData),
      stateDiff: null,
      trace: listOf(frames.root()),
      vmTrace: null,
    }),
  };
};

function listOf(root: Parameters<typeof flatten>[0] | undefined): FlatFrame[] {
  return root === undefined ? [] : flatten(root, PARITY);
}
