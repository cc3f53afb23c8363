import { type Static, Type } from '@sinclair/typebox';
import type { SealedHeader } from '../../../chain/block/header.ts';
import type { BundleBlock } from '../../../chain/call/bundles.ts';
import { nextBaseFee } from '../../../chain/fees/baseFee.ts';
import { decodeTransaction } from '../../../chain/transaction/decode.ts';
import { headerAt } from '../../blockTag.ts';
import type { ChainReader } from '../../context/chain.ts';
import { InvalidParamsError } from '../../errors.ts';
import { formatSignedBundle } from '../../format/signedBundle.ts';
import { type Method, required } from '../../method.ts';
import { resultBudget } from '../../resultBudget.ts';
import { BlockNumberOrTag } from '../../schema/block.ts';
import { Count, count } from '../../schema/bundles.ts';
import { maybe } from '../../schema/call.ts';
import { toBytes, toOptionalBytes } from '../../schema/parse.ts';
import { orNull } from '../../schema/results.ts';
import { Address, Data, Hash32, Text } from '../../schema/scalar.ts';
import { runSignedBundle } from '../../signedBundle.ts';

/** Transactions of one bundle, as of Flashbots' relay. */
const TRANSACTIONS = 100;
/** Seconds after its parent that a bundle's block has unless told. */
const BLOCK_TIME = 12n;

const SignedBundle = Type.Object(
  {
    txs: Type.Array(Data, { maxItems: TRANSACTIONS }),
    blockNumber: Count,
    stateBlockNumber: maybe(BlockNumberOrTag),
    timestamp: maybe(Count),
    coinbase: maybe(Address),
    gasLimit: maybe(Count),
    difficulty: maybe(Count),
    baseFee: maybe(Count),
  },
  { title: 'signedBundle' },
);

/** wei, in decimal */
const Wei = Type.String({ title: 'wei in decimal', pattern: '^-?[0-9]+$' });
const paid = { coinbaseDiff: Wei, gasFees: Wei, ethSentToCoinbase: Wei };

const BundleResult = Type.Object(
  {
    bundleHash: Hash32,
    bundleGasPrice: Wei,
    ...paid,
    totalGasUsed: Type.Integer(),
    stateBlockNumber: Type.Integer(),
    results: Type.Array(
      Type.Object(
        {
          txHash: Hash32,
          fromAddress: Address,
          toAddress: orNull(Address),
          gasUsed: Type.Integer(),
          gasPrice: Wei,
          ...paid,
          value: Type.Optional(Data),
          error: Type.Optional(Text),
          revert: Type.Optional(Data),
        },
        { title: 'bundledTransaction' },
      ),
    ),
  },
  { title: 'bundleResult' },
);

/** eth_callBundle: what signed transactions would do and pay at the beginning of a block, in Flashbots' form. */
export const ethCallBundleMethods: readonly Method[] = [
  {
    name: 'eth_callBundle',
    summary:
      'Runs signed transactions one after the other in a block of their own on top of another, tells what each gave and paid to its producer, and keeps nothing.',
    params: [
      required(
        'bundle',
        SignedBundle,
        'stateBlockNumber: latest unless told; baseFee: the next one unless told',
      ),
    ],
    result: BundleResult,
    resultName: 'result',
    handler: async ([given], { calls, chain, options }) => {
      const bundle = given as Static<typeof SignedBundle>;
      if (bundle.txs.length === 0) throw new InvalidParamsError('bundle missing txs');
      const transactions = bundle.txs.map((raw) => decodeTransaction(toBytes(raw), { sidecar: true }));
      const base = headerAt(bundle.stateBlockNumber ?? undefined, chain);
      const done = await runSignedBundle(
        transactions,
        blockOf(bundle, base, chain),
        { base: { kind: 'block', block: base } },
        calls,
        resultBudget(options.traceSizeLimit),
      );
      return formatSignedBundle(done, base.header.number);
    },
  },
];

/** The block that the bundle is for. Throws InvalidParamsError where it could not come after its base. */
function blockOf(bundle: Static<typeof SignedBundle>, base: SealedHeader, chain: ChainReader): BundleBlock {
  const number = count(bundle.blockNumber);
  const { header } = base;
  if (number === undefined || number <= header.number) {
    throw new InvalidParamsError(`blockNumber ${number} is not after the state's block, ${header.number}`);
  }
  const next =
    header.baseFeePerGas === undefined ? undefined : nextBaseFee(header, chain.parametersAfter(base));
  return {
    number,
    time: count(bundle.timestamp) ?? header.timestamp + BLOCK_TIME,
    feeRecipient: toOptionalBytes(bundle.coinbase),
    gasLimit: count(bundle.gasLimit),
    difficulty: count(bundle.difficulty),
    baseFeePerGas: count(bundle.baseFee) ?? next,
  };
}
