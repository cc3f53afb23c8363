import { formatBuiltPayload, formatPayload } from '../../format/payload.ts';
import { type Method, required } from '../../method.ts';
import { Envelope, Payload, PayloadId } from '../../schema/engine.ts';
import { toBytes } from '../../schema/parse.ts';
import { type EngineFork, engineForkAt, requireFork } from './fork.ts';

const VERSIONS: readonly { readonly version: number; readonly forks: readonly EngineFork[] }[] = [
  { version: 1, forks: ['merge'] },
  { version: 2, forks: ['merge', 'shanghai'] },
  { version: 3, forks: ['cancun'] },
  { version: 4, forks: ['prague'] },
  { version: 5, forks: ['osaka'] },
  { version: 6, forks: ['amsterdam'] },
];

/** engine_getPayload: a consensus client comes for the block that it asked for. */
export const getPayloadMethods: readonly Method[] = VERSIONS.map(({ version, forks }) => ({
  name: `engine_getPayloadV${version}`,
  summary: 'The best block made so far for an id of engine_forkchoiceUpdated.',
  params: [required('payloadId', PayloadId)],
  result: version === 1 ? Payload : Envelope,
  resultName: 'payload',
  handler: async ([id], context) => {
    const built = await context.payloads.get(toBytes(id));
    const { block } = built.executed;
    requireFork(engineForkAt(block.header.timestamp, context), forks);
    return version === 1 ? formatPayload(block) : formatBuiltPayload(built, version);
  },
}));
