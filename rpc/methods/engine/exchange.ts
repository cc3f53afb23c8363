import { type Static, Type } from '@sinclair/typebox';
import type { NodeContext } from '../../context.ts';
import { ServerError } from '../../errors.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Method, required } from '../../method.ts';
import { toQuantity } from '../../schema/parse.ts';
import { Hash32, Quantity, Quantity64, Text } from '../../schema/scalar.ts';

/** A program says its version, not the commit that it was built from. */
const NO_COMMIT = '0x00000000';
const ZERO_HASH = `0x${'00'.repeat(32)}`;

/** What stands for a terminal total difficulty that has not been decided (Engine API, Paris). */
const UNDECIDED = 2n ** 256n - 2n ** 10n;

const ClientVersion = Type.Object(
  { code: Text, name: Text, version: Text, commit: Text },
  { title: 'clientVersion' },
);

const TransitionConfiguration = Type.Object(
  { terminalTotalDifficulty: Quantity, terminalBlockHash: Hash32, terminalBlockNumber: Quantity64 },
  { title: 'transitionConfiguration' },
);

/** What the two clients tell each other of themselves; `methods` gives the engine methods that are served. */
export function exchangeMethods(methods: () => readonly Method[]): readonly Method[] {
  return [
    {
      name: 'engine_exchangeCapabilities',
      summary: 'The engine methods that this node serves.',
      params: [required('capabilities', Type.Array(Text))],
      result: Type.Array(Text),
      resultName: 'capabilities',
      handler: () =>
        methods()
          .map(({ name }) => name)
          .filter((name) => name !== 'engine_exchangeCapabilities'),
    },
    {
      name: 'engine_exchangeTransitionConfigurationV1',
      summary: 'Compares when the chain leaves proof of work; clients of today no longer ask.',
      params: [required('configuration', TransitionConfiguration)],
      result: TransitionConfiguration,
      resultName: 'configuration',
      handler: ([theirs], context) =>
        compareTransition(theirs as Static<typeof TransitionConfiguration>, context),
    },
    {
      name: 'engine_getClientVersionV1',
      summary: 'Name and version of this node.',
      params: [required('clientVersion', ClientVersion)],
      result: Type.Array(ClientVersion),
      resultName: 'versions',
      handler: (_params, { options }) => [
        { code: 'XA', name: 'xai', version: options.clientVersion, commit: NO_COMMIT },
      ],
    },
  ];
}

/** A terminal block is never set by hand here: the difficulty alone decides. */
function compareTransition(theirs: Static<typeof TransitionConfiguration>, { chain }: NodeContext) {
  const ours = chain.config.terminalTotalDifficulty ?? UNDECIDED;
  const given = toQuantity(theirs.terminalTotalDifficulty);
  if (given !== ours) throw new ServerError(`invalid ttd: execution ${ours} consensus ${given}`);
  if (theirs.terminalBlockHash !== ZERO_HASH) throw new ServerError('invalid terminal block hash');
  return {
    terminalTotalDifficulty: quantityHex(ours),
    terminalBlockHash: ZERO_HASH,
    terminalBlockNumber: '0x0',
  };
}
