// Written by scripts/sdk-types.ts from the method table.
import type { BlockParameter, BlockReference } from './shared.ts';

/** Parameters and results of xai_* methods. */
export interface NodeMethods {
  /** The node in one answer: its chain, who makes blocks, head, safe and final block, pool, and what holders decided about the next block. */
  xai_nodeStatus: {
    parameters: [];
    result: {
      readonly clientVersion: string;
      readonly network: string;
      readonly chainId: `0x${string}`;
      readonly genesis: `0x${string}`;
      readonly blocksFrom: 'dev' | 'engine' | 'chain';
      readonly fork: string;
      readonly head: BlockReference;
      readonly safe: BlockReference | null;
      readonly finalized: BlockReference | null;
      readonly pool: { readonly pending: `0x${string}`; readonly queued: `0x${string}` };
      readonly parameters: {
        readonly gasLimit: `0x${string}` | null;
        readonly elasticity: `0x${string}`;
        readonly baseFeeDenominator: `0x${string}`;
        readonly minimumBaseFee: `0x${string}`;
        readonly contracts: boolean;
        readonly sharesFees: boolean;
        readonly baseFeeRecipient: `0x${string}` | null;
        readonly hooks: boolean;
        readonly forks: readonly { readonly fork: string; readonly time: `0x${string}` }[];
      } | null;
    };
  };
  /** The RLP of canonical blocks from a number on, for nodes that follow this one: at most 256, fewer where they are large or the chain ends. */
  xai_getRawBlocks: {
    parameters: [firstBlock: `0x${string}`, count: `0x${string}`];
    result: readonly `0x${string}`[];
  };
  /** Takes a signed transaction that another node hands on; one that waits here already is taken too. Null where every node that it could go to has handed it on already, so that none makes blocks. */
  xai_forwardTransaction: {
    parameters: [raw: `0x${string}`, via: readonly string[]];
    result: `0x${string}` | null;
  };
  /** What the transactions of a block paid and to whom: base fees, tips, blob fees, what was burned, and how a module shared the rest; null for an unknown block. */
  xai_feeBreakdown: {
    parameters: [block?: BlockParameter];
    result: {
      readonly blockNumber: `0x${string}`;
      readonly blockHash: `0x${string}`;
      readonly gasUsed: `0x${string}`;
      readonly baseFeePerGas: `0x${string}`;
      readonly baseFees: `0x${string}`;
      readonly baseFeeRecipient: `0x${string}` | null;
      readonly tips: `0x${string}`;
      readonly tipRecipient: `0x${string}`;
      readonly blobFees: `0x${string}`;
      readonly burned: `0x${string}`;
      readonly distribution: {
        readonly toProducer: `0x${string}`;
        readonly toStakers: `0x${string}`;
        readonly toTreasury: `0x${string}`;
      } | null;
    } | null;
  };
  /** The votes of an account, its own stake, whom it delegates to, and the stake of all. */
  xai_votingPower: {
    parameters: [account: `0x${string}`, block?: BlockParameter];
    result: {
      readonly votes: `0x${string}`;
      readonly staked: `0x${string}`;
      readonly delegate: `0x${string}`;
      readonly totalStaked: `0x${string}`;
    };
  };
  /** Periods, thresholds and shares of governance (shares in basis points), and the parameters of the protocol. */
  xai_governanceParameters: {
    parameters: [block?: BlockParameter];
    result: {
      readonly votingDelay: `0x${string}`;
      readonly votingPeriod: `0x${string}`;
      readonly proposalThreshold: `0x${string}`;
      readonly lateQuorumExtension: `0x${string}`;
      readonly quorum: `0x${string}`;
      readonly voteCap: `0x${string}`;
      readonly queuePeriod: `0x${string}`;
      readonly gracePeriod: `0x${string}`;
      readonly rollbackWindow: `0x${string}`;
      readonly timelockDelay: `0x${string}`;
      readonly unlockDelay: `0x${string}`;
      readonly auditThreshold: `0x${string}`;
      readonly auditors: readonly `0x${string}`[];
      readonly faultLimit: `0x${string}`;
      readonly hookGasLimit: `0x${string}`;
      readonly protocol: readonly {
        readonly key: string;
        readonly value: `0x${string}`;
        readonly pending: `0x${string}` | null;
        readonly effectiveBlock: `0x${string}` | null;
      }[];
    };
  };
  /** Which features of the protocol are on, by name. */
  xai_featureFlags: { parameters: [block?: BlockParameter]; result: Readonly<Record<string, boolean>> };
  /** The rule sets that are asked about transactions, in their order, with what they count, ask of modules and tag, and whether the engine is active. */
  xai_rules: {
    parameters: [block?: BlockParameter];
    result: {
      readonly address: `0x${string}`;
      readonly enforced: boolean;
      readonly sets: readonly {
        readonly id: `0x${string}`;
        readonly name: string;
        readonly code: `0x${string}`;
        readonly gas: `0x${string}`;
        readonly rates: readonly {
          readonly of: string;
          readonly by: readonly string[];
          readonly length: `0x${string}`;
          readonly unit: string;
        }[];
        readonly views: readonly {
          readonly module: `0x${string}`;
          readonly selector: `0x${string}`;
          readonly arguments: readonly string[];
          readonly gas: `0x${string}`;
        }[];
        readonly tags: readonly string[];
      }[];
    };
  };
  /** What the active rule sets say of a transaction before it is sent, with what each of their rates comes to with it and each of their views answers; `enforced` is false where nobody would ask them. */
  xai_evaluateRules: {
    parameters: [
      call: {
        readonly type?: `0x${string}` | number | null;
        readonly from?: `0x${string}` | null;
        readonly to?: `0x${string}` | null;
        readonly gas?: `0x${string}` | null;
        readonly gasPrice?: `0x${string}` | null;
        readonly maxFeePerGas?: `0x${string}` | null;
        readonly maxPriorityFeePerGas?: `0x${string}` | null;
        readonly maxFeePerBlobGas?: `0x${string}` | null;
        readonly value?: `0x${string}` | null;
        readonly nonce?: `0x${string}` | null;
        readonly input?: `0x${string}` | null;
        readonly data?: `0x${string}` | null;
        readonly accessList?:
          | readonly { readonly address: `0x${string}`; readonly storageKeys: readonly `0x${string}`[] }[]
          | null;
        readonly blobVersionedHashes?: readonly `0x${string}`[] | null;
        readonly authorizationList?:
          | readonly {
              readonly chainId: `0x${string}`;
              readonly address: `0x${string}`;
              readonly nonce: `0x${string}`;
              readonly yParity?: `0x${string}`;
              readonly v?: `0x${string}`;
              readonly r: `0x${string}`;
              readonly s: `0x${string}`;
            }[]
          | null;
        readonly chainId?: `0x${string}` | null;
      },
      block?: BlockParameter,
    ];
    result: {
      readonly allowed: boolean;
      readonly reason: string | null;
      readonly deniedBy: `0x${string}` | null;
      readonly delay: { readonly seconds: `0x${string}`; readonly blocks: `0x${string}` } | null;
      readonly tags: readonly string[];
      readonly sets: readonly {
        readonly id: `0x${string}`;
        readonly name: string;
        readonly rates: readonly `0x${string}`[];
        readonly views: readonly `0x${string}`[];
      }[];
      readonly enforced: boolean;
    };
  };
}
