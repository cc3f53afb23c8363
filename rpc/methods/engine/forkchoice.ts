import { type Static, Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidAttributesError } from '../../errors.ts';
import { formatStatus } from '../../format/payload.ts';
import { type Method, optional, required } from '../../method.ts';
import {
  Attributes,
  ForkchoiceState,
  PayloadId,
  parseAttributes,
  parseForkchoice,
} from '../../schema/engine.ts';
import { orNull } from '../../schema/results.ts';
import { driverOf, type EngineFork, engineForkAt, requireFork } from './fork.ts';
import { StatusResult } from './newPayload.ts';

/** The forks whose blocks each version can ask for. */
const VERSIONS: readonly { readonly version: number; readonly forks: readonly EngineFork[] }[] = [
  { version: 1, forks: ['merge'] },
  { version: 2, forks: ['merge', 'shanghai'] },
  { version: 3, forks: ['cancun', 'prague', 'osaka'] },
];

/** engine_forkchoiceUpdated: a consensus client has decided. */
export const forkchoiceMethods: readonly Method[] = VERSIONS.map(({ version, forks }) => ({
  name: `engine_forkchoiceUpdatedV${version}`,
  summary:
    'Makes a block the head, marks what is safe and final, and starts a new block where attributes are given.',
  params: [required('state', ForkchoiceState), optional('attributes', Attributes)],
  result: Type.Object(
    { payloadStatus: StatusResult, payloadId: orNull(PayloadId) },
    { title: 'forkchoiceUpdated' },
  ),
  resultName: 'update',
  handler: async ([state, given], context) => {
    const wanted = given as Static<typeof Attributes> | undefined;
    if (wanted !== undefined) checkAttributes(wanted, version, forks, context);
    const attributes = wanted && parseAttributes(wanted, version);
    const update = parseForkchoice(state as Static<typeof ForkchoiceState>);
    const { status, payloadId } = await driverOf(context).update(update, attributes);
    return {
      payloadStatus: formatStatus(status),
      payloadId: payloadId === undefined ? null : toHex(payloadId),
    };
  },
}));

function checkAttributes(
  attributes: Static<typeof Attributes>,
  version: number,
  forks: readonly EngineFork[],
  context: NodeContext,
): void {
  const fork = engineForkAt(BigInt(attributes.timestamp), context);
  const mustHave = (name: 'withdrawals' | 'parentBeaconBlockRoot', present: boolean) => {
    const isThere = attributes[name] !== undefined && attributes[name] !== null;
    if (isThere !== present) {
      throw new InvalidAttributesError(`${present ? 'missing' : 'unexpected'} ${name}`);
    }
  };
  mustHave('parentBeaconBlockRoot', version >= 3);
  if (version !== 2) mustHave('withdrawals', version >= 3);
  requireFork(fork, forks);
  if (version === 2) mustHave('withdrawals', fork !== 'merge');
}
