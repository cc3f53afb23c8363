// Written by scripts/sdk-types.ts from the method table.
import type { BlockParameter, ModuleEvent, Proposal } from './shared.ts';

/** Parameters and results of xai_* methods. */
export interface GovernanceMethods {
  /** The newest proposals (at most 100), the oldest of them first. */
  xai_proposals: { parameters: [block?: BlockParameter]; result: readonly Proposal[] };
  /** One proposal: state, times, votes, and its actions in words. */
  xai_proposal: { parameters: [proposal: `0x${string}`, block?: BlockParameter]; result: Proposal };
  /** Where a proposal stands: pending, active, succeeded, audited, queued, executed, defeated, cancelled, expired, rolled back. */
  xai_proposalState: { parameters: [proposal: `0x${string}`, block?: BlockParameter]; result: string };
  /** The votes cast on a proposal, with their reasons, in the order of the chain. */
  xai_votes: {
    parameters: [proposal: `0x${string}`];
    result: readonly {
      readonly voter: `0x${string}`;
      readonly support: string;
      readonly weight: `0x${string}`;
      readonly reason: string;
      readonly blockNumber: `0x${string}`;
      readonly transactionHash: `0x${string}`;
    }[];
  };
  /** Executes the actions of a proposal from the timelock on the pending state, and tells what they would do: results, errors, events, parameters, and what balances, code and slots become. */
  xai_simulateProposal: {
    parameters: [proposal: `0x${string}`];
    result: {
      readonly succeeds: boolean;
      readonly actions: readonly {
        readonly succeeds: boolean;
        readonly gasUsed: `0x${string}`;
        readonly returnData: `0x${string}`;
        readonly error: string | null;
        readonly events: readonly ModuleEvent[];
        readonly changes: readonly {
          readonly address: `0x${string}`;
          readonly module: string | null;
          readonly balance: { readonly from: `0x${string}`; readonly to: `0x${string}` } | null;
          readonly codeHash: { readonly from: `0x${string}`; readonly to: `0x${string}` } | null;
          readonly storage: readonly {
            readonly slot: `0x${string}`;
            readonly from: `0x${string}`;
            readonly to: `0x${string}`;
          }[];
        }[];
      }[];
      readonly parameters: readonly {
        readonly module: string | null;
        readonly key: string | null;
        readonly from: `0x${string}`;
        readonly to: `0x${string}`;
        readonly effectiveBlock: `0x${string}` | null;
      }[];
    };
  };
  /** The treasury's XAI, limits and signers, with its newest payments and streams (at most 100 of each, in their order). */
  xai_treasury: {
    parameters: [block?: BlockParameter];
    result: {
      readonly address: `0x${string}`;
      readonly balance: `0x${string}`;
      readonly reserved: `0x${string}`;
      readonly available: `0x${string}`;
      readonly paymentLimit: `0x${string}`;
      readonly periodLimit: `0x${string}`;
      readonly periodLength: `0x${string}`;
      readonly periodSpent: `0x${string}`;
      readonly periodLeft: `0x${string}`;
      readonly signers: readonly `0x${string}`[];
      readonly threshold: `0x${string}`;
      readonly paymentCount: `0x${string}`;
      readonly payments: readonly {
        readonly id: `0x${string}`;
        readonly to: `0x${string}`;
        readonly amount: `0x${string}`;
        readonly proposer: `0x${string}`;
        readonly approvals: `0x${string}`;
        readonly expiresAt: `0x${string}`;
        readonly closed: boolean;
      }[];
      readonly streamCount: `0x${string}`;
      readonly streams: readonly {
        readonly id: `0x${string}`;
        readonly recipient: `0x${string}`;
        readonly total: `0x${string}`;
        readonly vested: `0x${string}`;
        readonly claimed: `0x${string}`;
        readonly start: `0x${string}`;
        readonly cliff: `0x${string}`;
        readonly end: `0x${string}`;
        readonly cancelled: boolean;
      }[];
    };
  };
}
