import { Type } from '@sinclair/typebox';
import type { Hex } from 'viem';
import { xaiGovernorAbi } from '../../../modules/abi/xaiGovernor.ts';
import { bigIntToFixedBytes, toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { callBaseAt } from '../../blockTag.ts';
import type { NodeContext } from '../../context.ts';
import { quantityHex } from '../../format/hex.ts';
import { type Method, optional, required } from '../../method.ts';
import { decodeModuleCall, decodeModuleLog } from '../../moduleAbi.ts';
import { moduleView } from '../../moduleView.ts';
import { BlockParameter } from '../../schema/block.ts';
import { ProposalResult, ProposalSimulation, VoteResult } from '../../schema/governance.ts';
import { toQuantity } from '../../schema/parse.ts';
import { Quantity, Text } from '../../schema/scalar.ts';
import { simulateActions } from './simulation.ts';

/** Place of the governor among the modules of genesis. */
const GOVERNOR = 0x04;
/** Proposals in one answer: the newest. */
const SHOWN = 100n;

const STATES = [
  ...['pending', 'active', 'succeeded', 'audited', 'queued', 'executed', 'defeated', 'cancelled'],
  ...['expired', 'rolled back'],
];
const SUPPORTS = ['against', 'for', 'abstain'];
const VOTE_CAST = keccak256(new TextEncoder().encode('VoteCast(address,uint256,uint8,uint256,string)'));

const block = optional('block', BlockParameter, 'latest unless told');
const id = required('proposal', Quantity, 'the id that propose answers');

/** xai_* about proposals and votes. */
export const xaiGovernanceMethods: readonly Method[] = [
  {
    name: 'xai_proposals',
    summary: 'The newest proposals (at most 100), the oldest of them first.',
    params: [block],
    result: Type.Array(ProposalResult),
    resultName: 'proposals',
    handler: async ([at], context) => {
      const governor = governorAt(at, context);
      const count = await governor.read('proposalCount');
      const first = count > SHOWN ? count - SHOWN : 0n;
      const indexes = Array.from({ length: Number(count - first) }, (_, index) => first + BigInt(index));
      return Promise.all(
        indexes.map(async (index) =>
          readProposal(governor, (await governor.read('proposalDetailsAt', index))[0]),
        ),
      );
    },
  },
  {
    name: 'xai_proposal',
    summary: 'One proposal: state, times, votes, and its actions in words.',
    params: [id, block],
    result: ProposalResult,
    resultName: 'proposal',
    handler: ([wanted, at], context) => readProposal(governorAt(at, context), toQuantity(wanted)),
  },
  {
    name: 'xai_proposalState',
    summary: `Where a proposal stands: ${STATES.join(', ')}.`,
    params: [id, block],
    result: Text,
    resultName: 'state',
    handler: async ([wanted, at], context) =>
      STATES[await governorAt(at, context).read('xaiState', toQuantity(wanted))],
  },
  {
    name: 'xai_votes',
    summary: 'The votes cast on a proposal, with their reasons, in the order of the chain.',
    params: [id],
    result: Type.Array(VoteResult),
    resultName: 'votes',
    handler: async ([wanted], context) => {
      const { chain, options } = context;
      const governor = governorAt(undefined, context);
      const proposal = toQuantity(wanted);
      await governor.read('xaiState', proposal);
      const condition = { addresses: [governor.address], topics: [[VOTE_CAST]] };
      const logs = chain.logs(condition, 0n, chain.head().header.number, options.logResultLimit);
      const key = toHex(bigIntToFixedBytes(proposal, 32));
      const votes = logs.filter(({ log }) => toHex(log.data.subarray(0, 32)) === key);
      return Promise.all(
        votes.map(async ({ log, blockNumber, transactionHash }) => {
          const { args } = (await decodeModuleLog(log)) as { args: Record<string, string> };
          return {
            voter: args.voter,
            support: SUPPORTS[Number(args.support)] ?? 'unknown',
            weight: args.weight,
            reason: args.reason,
            blockNumber: quantityHex(blockNumber),
            transactionHash: toHex(transactionHash),
          };
        }),
      );
    },
  },
  {
    name: 'xai_simulateProposal',
    summary:
      'Executes the actions of a proposal from the timelock on the pending state, and tells what they would do: results, errors, events, parameters, and what balances, code and slots become.',
    params: [id],
    result: ProposalSimulation,
    resultName: 'simulation',
    handler: async ([wanted], context) => {
      const governor = governorAt('pending', context);
      const [targets, values, calldatas] = await governor.read('proposalDetails', toQuantity(wanted));
      const actions = targets.map((target, index) => ({
        target,
        value: values[index] ?? 0n,
        data: calldatas[index] ?? '0x',
      }));
      return simulateActions(actions, callBaseAt('pending', context.chain), context);
    },
  },
];

type Governor = ReturnType<typeof governorAt>;

function governorAt(at: unknown, { calls, chain }: NodeContext) {
  return moduleView(xaiGovernorAbi, GOVERNOR, { calls, base: callBaseAt(at, chain) });
}

async function readProposal(governor: Governor, proposal: bigint) {
  const state = STATES[await governor.read('xaiState', proposal)] ?? 'unknown';
  const [targets, values, calldatas, descriptionHash] = await governor.read('proposalDetails', proposal);
  const [against, pro, abstain] = await governor.read('proposalVotes', proposal);
  const snapshot = await governor.read('proposalSnapshot', proposal);
  const eta = await governor.read('proposalEta', proposal);
  return {
    id: quantityHex(proposal),
    state,
    proposer: await governor.read('proposalProposer', proposal),
    snapshot: quantityHex(snapshot),
    deadline: quantityHex(await governor.read('proposalDeadline', proposal)),
    eta: eta === 0n ? null : quantityHex(eta),
    forVotes: quantityHex(pro),
    againstVotes: quantityHex(against),
    abstainVotes: quantityHex(abstain),
    // Votes of the snapshot are not counted before it has passed.
    quorum: state === 'pending' ? null : quantityHex(await governor.read('quorum', snapshot)),
    codeHashes: await governor.read('codeHashesOf', proposal),
    descriptionHash,
    actions: await Promise.all(
      targets.map(async (target, index) => {
        const data: Hex = calldatas[index] ?? '0x';
        const call = await decodeModuleCall(target, data);
        return {
          target,
          value: quantityHex(values[index] ?? 0n),
          data,
          ...(call ?? { module: null, call: null, args: null }),
        };
      }),
    ),
  };
}
