import { Type } from '@sinclair/typebox';
import { orNull } from './results.ts';
import { Address, Bool, Data, Hash32, Quantity, Quantity64, ShortBytes32, Text } from './scalar.ts';

/** What xai_* about the treasury and anchored rollups take and answer. Amounts in wei, times in seconds. */

/** A payment that signers of the treasury propose and approve. */
const Payment = Type.Object(
  {
    id: Quantity,
    to: Address,
    amount: Quantity,
    proposer: Address,
    approvals: Quantity64,
    expiresAt: Quantity64,
    closed: Bool,
  },
  { title: 'treasury payment' },
);

/** An amount that a recipient gets linearly over time. */
const Stream = Type.Object(
  {
    id: Quantity,
    recipient: Address,
    total: Quantity,
    vested: Quantity,
    claimed: Quantity,
    start: Quantity64,
    cliff: Quantity64,
    end: Quantity64,
    cancelled: Bool,
  },
  { title: 'treasury stream' },
);

/** The treasury after a block. */
export const TreasuryResult = Type.Object(
  {
    address: Address,
    balance: Quantity,
    reserved: Quantity,
    available: Quantity,
    paymentLimit: Quantity,
    periodLimit: Quantity,
    periodLength: Quantity64,
    periodSpent: Quantity,
    periodLeft: Quantity,
    signers: Type.Array(Address),
    threshold: Quantity64,
    paymentCount: Quantity,
    payments: Type.Array(Payment),
    streamCount: Quantity,
    streams: Type.Array(Stream),
  },
  { title: 'treasury' },
);

/** A state root of a rollup at one of its blocks. */
const Commitment = Type.Object(
  {
    index: Quantity64,
    stateRoot: Hash32,
    blockHash: Hash32,
    blockNumber: Quantity64,
    postedAt: Quantity64,
    poster: Address,
    final: Bool,
  },
  { title: 'commitment' },
);

/** A rollup and its newest commitments. */
export const AnchorResult = Type.Object(
  {
    rollup: Quantity64,
    name: Text,
    active: Bool,
    challengeWindow: Quantity64,
    requiredBond: Quantity,
    commitmentCount: Quantity64,
    finalCount: Quantity64,
    challenged: orNull(Quantity64),
    commitments: Type.Array(Commitment),
  },
  { title: 'anchored rollup' },
);

const Nodes = Type.Array(Data, { title: 'nodes', maxItems: 65 });

/** eth_getProof's answer, as a rollup's node gives it. */
export const AccountProof = Type.Object(
  {
    address: Address,
    accountProof: Nodes,
    balance: Type.Optional(Quantity),
    codeHash: Type.Optional(Hash32),
    nonce: Type.Optional(Quantity),
    storageHash: Type.Optional(Hash32),
    storageProof: Type.Optional(
      Type.Array(
        Type.Object(
          { key: ShortBytes32, value: Type.Optional(Quantity), proof: Nodes },
          { title: 'slot proof' },
        ),
        { maxItems: 64 },
      ),
    ),
  },
  { title: 'account proof' },
);

/** What a proof shows against an anchored state root. */
export const VerifiedProof = Type.Object(
  {
    valid: Bool,
    reason: orNull(Text),
    final: Bool,
    stateRoot: Hash32,
    blockHash: Hash32,
    blockNumber: Quantity64,
    account: orNull(
      Type.Object(
        { exists: Bool, nonce: Quantity, balance: Quantity, codeHash: Hash32, storageHash: Hash32 },
        { title: 'proved account' },
      ),
    ),
    storage: Type.Array(Type.Object({ key: Hash32, value: Quantity }, { title: 'proved slot' })),
  },
  { title: 'verified proof' },
);
