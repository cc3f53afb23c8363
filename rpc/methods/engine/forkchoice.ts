import { type Static, Type } from '@sinclair/typebox';
import { toHex } from '../../../storage/encoding/bytes.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidAttributesError, InvalidParamsError, RpcError } from '../../errors.ts';
import { formatStatus } from '../../format/payload.ts';
import { type Method, optional, type Parameter, required } from '../../method.ts';
import {
  Attributes,
  Bitmap128,
  ForkchoiceState,
  PayloadId,
  parseAttributes,
  parseForkchoice,
} from '../../schema/engine.ts';
import { orNull } from '../../schema/results.ts';
import { driverOf, type EngineFork, engineForkAt, requireExecuted, requireFork } from './fork.ts';
import { StatusResult } from './newPayload.ts';

type Given = Static<typeof Attributes>;

/** One version of the method: the forks whose blocks it can ask for, and what it takes beside state and attributes. */
interface Version {
  readonly version: number;
  readonly forks: readonly EngineFork[];
  readonly params: readonly Parameter[];
}

/** Nothing is sampled here: what the client keeps in custody changes nothing. */
const CUSTODY = optional('custodyColumns', Bitmap128);

const VERSIONS: readonly Version[] = [
  { version: 1, forks: ['merge'], params: [] },
  { version: 2, forks: ['merge', 'shanghai'], params: [] },
  { version: 3, forks: ['cancun', 'prague', 'osaka'], params: [] },
  { version: 4, forks: ['amsterdam'], params: [CUSTODY] },
];

/** engine_forkchoiceUpdated: a consensus client has decided. */
export const forkchoiceMethods: readonly Method[] = VERSIONS.map((version) => ({
  name: `engine_forkchoiceUpdatedV${version.version}`,
  summary:
    'Makes a block the head, marks what is safe and final, and starts a new block where attributes are given.',
  params: [required('state', ForkchoiceState), optional('attributes', Attributes), ...version.params],
  result: Type.Object(
    { payloadStatus: StatusResult, payloadId: orNull(PayloadId) },
    { title: 'forkchoiceUpdated' },
  ),
  resultName: 'update',
  handler: async ([state, given], context) => {
    const wanted = given as Given | undefined;
    const refusal = wanted && refusalOf(wanted, version, context);
    const attributes =
      wanted === undefined || refusal !== undefined ? undefined : parseAttributes(wanted, version.version);
    const update = parseForkchoice(state as Static<typeof ForkchoiceState>);
    const { status, payloadId } = await driverOf(context).update(update, attributes);
    // The choice of the head stands although no block is made (Engine API, Paris: forkchoiceUpdated, 8.3).
    if (refusal !== undefined && status.status === 'VALID') throw refusal;
    return {
      payloadStatus: formatStatus(status),
      payloadId: payloadId === undefined ? null : toHex(payloadId),
    };
  },
}));

/** Why no block can be made with these attributes. */
function refusalOf(attributes: Given, version: Version, context: NodeContext): RpcError | undefined {
  try {
    checkAttributes(attributes, version, context);
    return undefined;
  } catch (error) {
    if (error instanceof RpcError) return error;
    throw error;
  }
}

function checkAttributes(attributes: Given, { version, forks }: Version, context: NodeContext): void {
  const fork = engineForkAt(BigInt(attributes.timestamp), context);
  const mustHave = (name: keyof Given, present: boolean) => {
    const isThere = attributes[name] !== undefined && attributes[name] !== null;
    if (isThere === present) return;
    const problem = `${present ? 'missing' : 'unexpected'} ${name}`;
    // The first version knows of no wrong attributes, only of wrong parameters.
    throw version === 1 ? new InvalidParamsError(problem) : new InvalidAttributesError(problem);
  };
  mustHave('parentBeaconBlockRoot', version >= 3);
  mustHave('slotNumber', version >= 4);
  mustHave('targetGasLimit', version >= 4);
  if (version !== 2) mustHave('withdrawals', version >= 3);
  requireFork(fork, forks);
  if (version === 2) mustHave('withdrawals', fork !== 'merge');
  requireExecuted(fork);
}
