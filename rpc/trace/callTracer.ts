import { Type } from '@sinclair/typebox';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { HaltReason } from '../../vm/haltReason.ts';
import type { Rules } from '../../vm/rules/rules.ts';
import { quantityHex } from '../format/hex.ts';
import { revertReason } from '../revertReason.ts';
import { type CallFrame, collectFrames } from './callFrames.ts';
import type { CollectorFactory } from './collector.ts';
import { readTracerConfig } from './config.ts';
import { haltText } from './haltText.ts';
import { precompileFailure } from './precompileFailure.ts';

const CallTracerConfig = Type.Object({
  onlyTopCall: Type.Optional(Type.Boolean()),
  withLog: Type.Optional(Type.Boolean()),
});

/** geth's callTracer: the tree of calls, with gas, data, errors and, on wish, logs. */
export const createCallTracer: CollectorFactory = (config, subject, budget) => {
  const { onlyTopCall = false, withLog = false } = readTracerConfig(CallTracerConfig, config);
  const frames = collectFrames(
    { onlyTopCall, withLogs: withLog, firstLogIndex: subject.firstLogIndex },
    budget,
  );
  return {
    hooks: frames.hooks,
    result({ gasUsed }) {
      const root = frames.root();
      // The outermost frame shows what the transaction was given and what it paid for.
      return root === undefined
        ? null
        : frameJson({ ...root, gas: subject.gasLimit, gasUsed }, subject.rules, root.gas);
    },
  };
};

/** `given` is the gas that the frame began with, which for the outermost one is not what it shows. */
function frameJson(frame: CallFrame, rules: Rules, given = frame.gas): Record<string, unknown> {
  const { kind, halt, output } = frame;
  const failedCreation = halt !== undefined && (kind === 'CREATE' || kind === 'CREATE2');
  return {
    from: toHex(frame.from),
    gas: quantityHex(frame.gas),
    gasUsed: quantityHex(frame.gasUsed),
    to: failedCreation ? undefined : toHex(frame.to),
    input: toHex(frame.input),
    output: output.length === 0 ? undefined : toHex(output),
    error: halt === undefined ? undefined : errorText(halt, { ...frame, gas: given }, rules),
    revertReason: halt === 'revert' ? revertReason(output) || undefined : undefined,
    calls: frame.calls.length === 0 ? undefined : frame.calls.map((call) => frameJson(call, rules)),
    logs: frame.logs.length === 0 ? undefined : frame.logs.map(logJson),
    value: kind === 'STATICCALL' ? undefined : quantityHex(frame.value),
    type: kind,
  };
}

function errorText(halt: HaltReason, frame: CallFrame, rules: Rules): string {
  if (!frame.precompile) return haltText(halt, frame.fault);
  return precompileFailure(halt, frame, rules) ?? haltText(halt, frame.fault);
}

function logJson({ log, index, position }: CallFrame['logs'][number]): Record<string, unknown> {
  return {
    address: toHex(log.address),
    topics: log.topics.map(toHex),
    data: toHex(log.data),
    index: quantityHex(index),
    position: quantityHex(position),
  };
}
