import { Type } from '@sinclair/typebox';
import { LogResult, orNull } from './results.ts';
import { Address, Bool, Data, Hash32, Quantity, Quantity64, Text } from './scalar.ts';

/** What xai_* about modules and governance take and answer. Amounts in wei, times in seconds. */

/** An id of a module: its name, or the 32 bytes that the registry keeps. */
export const ModuleId = Type.String({ title: 'module id', minLength: 1, maxLength: 66 });

/** A module as the registry knows it. */
export const ModuleResult = Type.Object(
  {
    id: Text,
    proxy: Address,
    implementation: Address,
    name: Text,
    version: Text,
    codeHash: Hash32,
    auditHash: Hash32,
    hooks: Type.Array(Text),
    order: Quantity64,
    validateGas: Quantity64,
    startGas: Quantity64,
    endGas: Quantity64,
    status: Text,
    consecutiveFaults: Quantity64,
    registeredAt: Quantity64,
    changedAt: Quantity64,
  },
  { title: 'module' },
);

/** A parameter and its value. */
export const NamedValue = Type.Object({ key: Text, value: Quantity }, { title: 'parameter' });

/** A log of a module with its event's name and arguments, where its ABI has it. */
export const ModuleEvent = Type.Object(
  { event: orNull(Text), args: Type.Unknown(), log: LogResult },
  { title: 'module event' },
);

/** One call of a proposal, decoded where it goes to a module. */
const Action = Type.Object(
  {
    target: Address,
    value: Quantity,
    data: Data,
    module: orNull(Text),
    call: orNull(Text),
    args: Type.Unknown(),
  },
  { title: 'action' },
);

/** A proposal with its state, times and votes. */
export const ProposalResult = Type.Object(
  {
    id: Quantity,
    state: Text,
    proposer: Address,
    snapshot: Quantity64,
    deadline: Quantity64,
    eta: orNull(Quantity64),
    forVotes: Quantity,
    againstVotes: Quantity,
    abstainVotes: Quantity,
    quorum: orNull(Quantity),
    codeHashes: Type.Array(Hash32),
    descriptionHash: Hash32,
    actions: Type.Array(Action),
  },
  { title: 'proposal' },
);

/** One vote that was cast. */
export const VoteResult = Type.Object(
  {
    voter: Address,
    support: Text,
    weight: Quantity,
    reason: Text,
    blockNumber: Quantity64,
    transactionHash: Hash32,
  },
  { title: 'vote' },
);

/** What an account has staked, and the votes that it gives. */
export const VotingPowerResult = Type.Object(
  { votes: Quantity, staked: Quantity, delegate: Address, totalStaked: Quantity },
  { title: 'voting power' },
);

/** The delays, thresholds and windows that decide about proposals. */
export const GovernanceParametersResult = Type.Object(
  {
    votingDelay: Quantity64,
    votingPeriod: Quantity64,
    proposalThreshold: Quantity,
    lateQuorumExtension: Quantity64,
    quorum: Quantity64,
    voteCap: Quantity64,
    queuePeriod: Quantity64,
    gracePeriod: Quantity64,
    rollbackWindow: Quantity64,
    timelockDelay: Quantity64,
    unlockDelay: Quantity64,
    auditThreshold: Quantity64,
    auditors: Type.Array(Address),
    faultLimit: Quantity64,
    hookGasLimit: Quantity64,
    protocol: Type.Array(
      Type.Object(
        { key: Text, value: Quantity, pending: orNull(Quantity), effectiveBlock: orNull(Quantity64) },
        { title: 'protocol parameter' },
      ),
    ),
  },
  { title: 'governance parameters' },
);

/** What holders have switched on and off, by name. */
export const FeatureFlags = Type.Record(Type.String(), Bool, { title: 'feature flags' });

/** A value before and after. */
const change = (value: typeof Quantity | typeof Hash32) => Type.Object({ from: value, to: value });

/** What an account is afterwards, where it is something else. */
const StateChange = Type.Object(
  {
    address: Address,
    module: orNull(Text),
    balance: orNull(change(Quantity)),
    codeHash: orNull(change(Hash32)),
    storage: Type.Array(Type.Object({ slot: Hash32, from: Hash32, to: Hash32 })),
  },
  { title: 'state change' },
);

/** What executing a proposal's actions on the pending state gave. */
export const ProposalSimulation = Type.Object(
  {
    succeeds: Bool,
    actions: Type.Array(
      Type.Object(
        {
          succeeds: Bool,
          gasUsed: Quantity,
          returnData: Data,
          error: orNull(Text),
          events: Type.Array(ModuleEvent),
          changes: Type.Array(StateChange),
        },
        { title: 'simulated action' },
      ),
    ),
    parameters: Type.Array(
      Type.Object(
        {
          module: orNull(Text),
          key: orNull(Text),
          from: Quantity,
          to: Quantity,
          effectiveBlock: orNull(Quantity64),
        },
        { title: 'parameter change' },
      ),
    ),
  },
  { title: 'simulated proposal' },
);

/** A call that a proposal makes, read by the module's ABI. */
export const DecodedCall = Type.Object(
  { module: Text, call: Text, args: Type.Unknown() },
  { title: 'decoded call' },
);
