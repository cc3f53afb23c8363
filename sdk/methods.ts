// Written by scripts/sdk-types.ts from the method table.

/** Parameters and result of every xai_* method. */
export interface XaiMethods {
  /** Takes a signed native transaction into the pool; in instant mode its block exists when the answer comes. */
  xai_sendTransaction: {
    parameters: [
      transaction: {
        readonly tx_type: string;
        readonly sender?: string;
        readonly recipient?: string | null;
        readonly amount: string;
        readonly nonce: string | number;
        readonly metadata: {
          readonly data?: `0x${string}`;
          readonly gas_limit: string | number;
          readonly max_fee_per_gas: string;
          readonly max_priority_fee_per_gas: string;
          readonly chain_id: string | number;
        };
        readonly public_key: string;
        readonly signature: string;
      },
    ];
    result: `0x${string}`;
  };
  /** Makes either form of a transaction from the other, unsigned, with nonce, gas and fees filled in where they are left out; with the public key also the hash to sign. */
  xai_buildTransaction: {
    parameters: [
      transaction:
        | {
            readonly tx_type: string;
            readonly sender?: string;
            readonly public_key?: string;
            readonly recipient?: string | null;
            readonly amount?: string;
            readonly nonce?: string | number;
            readonly metadata?: {
              readonly data?: `0x${string}`;
              readonly gas_limit?: string | number;
              readonly max_fee_per_gas?: string;
              readonly max_priority_fee_per_gas?: string;
              readonly chain_id?: string | number;
            };
          }
        | {
            readonly from: string;
            readonly to?: string | null;
            readonly value?: `0x${string}`;
            readonly data?: `0x${string}`;
            readonly input?: `0x${string}`;
            readonly gas?: `0x${string}`;
            readonly maxFeePerGas?: `0x${string}`;
            readonly maxPriorityFeePerGas?: `0x${string}`;
            readonly nonce?: `0x${string}`;
            readonly chainId?: `0x${string}`;
          },
    ];
    result: {
      readonly native: {
        readonly tx_type: string;
        readonly sender: string;
        readonly recipient: string | null;
        readonly amount: string;
        readonly nonce: string;
        readonly metadata: {
          readonly data: `0x${string}`;
          readonly gas_limit: string;
          readonly max_fee_per_gas: string;
          readonly max_priority_fee_per_gas: string;
          readonly chain_id: string | null;
        };
      };
      readonly ethereum: {
        readonly type: `0x${string}`;
        readonly from: `0x${string}`;
        readonly to: `0x${string}` | null;
        readonly value: `0x${string}`;
        readonly input: `0x${string}`;
        readonly gas: `0x${string}`;
        readonly maxFeePerGas: `0x${string}`;
        readonly maxPriorityFeePerGas: `0x${string}`;
        readonly nonce: `0x${string}`;
        readonly chainId: `0x${string}`;
      };
      readonly signing_hash: `0x${string}` | null;
    };
  };
  /** A transaction of the canonical chain or of the pool in native form; null when it is not known. */
  xai_getTransaction: {
    parameters: [transactionHash: `0x${string}`];
    result: {
      readonly txid: `0x${string}`;
      readonly origin: 'native' | 'ethereum' | 'system';
      readonly ethereum_type: number | null;
      readonly tx_type: string;
      readonly sender: string;
      readonly recipient: string | null;
      readonly amount: string;
      readonly nonce: string;
      readonly metadata: {
        readonly data: `0x${string}`;
        readonly gas_limit: string;
        readonly max_fee_per_gas: string;
        readonly max_priority_fee_per_gas: string;
        readonly chain_id: string | null;
      };
      readonly public_key: `0x${string}` | null;
      readonly signature: `0x${string}` | null;
      readonly block_hash: `0x${string}` | null;
      readonly block_number: string | null;
      readonly block_timestamp: string | null;
      readonly transaction_index: number | null;
    } | null;
  };
  /** A block in native form; null when it is not known. */
  xai_getBlock: {
    parameters: [
      block:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
      fullTransactions?: boolean,
    ];
    result: {
      readonly hash: `0x${string}`;
      readonly parent_hash: `0x${string}`;
      readonly number: string;
      readonly timestamp: string;
      readonly producer: string;
      readonly state_root: `0x${string}`;
      readonly transactions_root: `0x${string}`;
      readonly receipts_root: `0x${string}`;
      readonly gas_limit: string;
      readonly gas_used: string;
      readonly base_fee_per_gas: string | null;
      readonly transaction_count: number;
      readonly transactions:
        | readonly `0x${string}`[]
        | readonly {
            readonly txid: `0x${string}`;
            readonly origin: 'native' | 'ethereum' | 'system';
            readonly ethereum_type: number | null;
            readonly tx_type: string;
            readonly sender: string;
            readonly recipient: string | null;
            readonly amount: string;
            readonly nonce: string;
            readonly metadata: {
              readonly data: `0x${string}`;
              readonly gas_limit: string;
              readonly max_fee_per_gas: string;
              readonly max_priority_fee_per_gas: string;
              readonly chain_id: string | null;
            };
            readonly public_key: `0x${string}` | null;
            readonly signature: `0x${string}` | null;
            readonly block_hash: `0x${string}` | null;
            readonly block_number: string | null;
            readonly block_timestamp: string | null;
            readonly transaction_index: number | null;
          }[];
    } | null;
  };
  /** The receipt of a mined transaction in native form; null when it is not (yet) in the chain. */
  xai_getReceipt: {
    parameters: [transactionHash: `0x${string}`];
    result: {
      readonly txid: `0x${string}`;
      readonly tx_type: string;
      readonly status: 'success' | 'failed' | null;
      readonly sender: string;
      readonly recipient: string | null;
      readonly contract_address: string | null;
      readonly gas_used: string;
      readonly cumulative_gas_used: string;
      readonly effective_gas_price: string;
      readonly fee: string;
      readonly logs: readonly {
        readonly address: string;
        readonly topics: readonly `0x${string}`[];
        readonly data: `0x${string}`;
        readonly log_index: number;
      }[];
      readonly block_hash: `0x${string}`;
      readonly block_number: string;
      readonly block_timestamp: string;
      readonly transaction_index: number;
    } | null;
  };
  /** The 20 bytes of an XAI… or TXAI… address with a right checksum, as Ethereum tools write them. */
  xai_toEvmAddress: { parameters: [address: string]; result: `0x${string}` };
  /** An address as XAI's wallets write it for this chain's network, with its checksum. */
  xai_fromEvmAddress: { parameters: [address: `0x${string}`]; result: string };
  /** Whether a text is an XAI… or TXAI… address, and why not; digits of one case have no checksum. */
  xai_validateAddress: {
    parameters: [text: string];
    result: {
      readonly valid: boolean;
      readonly reason: string | null;
      readonly network: 'mainnet' | 'testnet' | null;
      readonly this_network: boolean;
      readonly checksum: 'correct' | 'absent' | null;
      readonly address: string | null;
      readonly evm_address: `0x${string}` | null;
    };
  };
  /** Every kind of transaction, with its number in the envelope, and why some are not supported. */
  xai_transactionKinds: {
    parameters: [];
    result: readonly {
      readonly tx_type: string;
      readonly number: number;
      readonly supported: boolean;
      readonly sendable: boolean;
      readonly description: string;
    }[];
  };
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
      readonly head: {
        readonly number: `0x${string}`;
        readonly hash: `0x${string}`;
        readonly timestamp: `0x${string}`;
      };
      readonly safe: {
        readonly number: `0x${string}`;
        readonly hash: `0x${string}`;
        readonly timestamp: `0x${string}`;
      } | null;
      readonly finalized: {
        readonly number: `0x${string}`;
        readonly hash: `0x${string}`;
        readonly timestamp: `0x${string}`;
      } | null;
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
  /** What the transactions of a block paid and to whom: base fees, tips, blob fees, what was burned, and how a module shared the rest; null for an unknown block. */
  xai_feeBreakdown: {
    parameters: [
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
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
  /** Every module of the registry: where it stands, what code it runs, its hooks and its status. */
  xai_modules: {
    parameters: [
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: readonly {
      readonly id: string;
      readonly proxy: `0x${string}`;
      readonly implementation: `0x${string}`;
      readonly name: string;
      readonly version: string;
      readonly codeHash: `0x${string}`;
      readonly auditHash: `0x${string}`;
      readonly hooks: readonly string[];
      readonly order: `0x${string}`;
      readonly validateGas: `0x${string}`;
      readonly startGas: `0x${string}`;
      readonly endGas: `0x${string}`;
      readonly status: string;
      readonly consecutiveFaults: `0x${string}`;
      readonly registeredAt: `0x${string}`;
      readonly changedAt: `0x${string}`;
    }[];
  };
  /** One module of the registry; null where there is none of this id. */
  xai_module: {
    parameters: [
      module: string,
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: {
      readonly id: string;
      readonly proxy: `0x${string}`;
      readonly implementation: `0x${string}`;
      readonly name: string;
      readonly version: string;
      readonly codeHash: `0x${string}`;
      readonly auditHash: `0x${string}`;
      readonly hooks: readonly string[];
      readonly order: `0x${string}`;
      readonly validateGas: `0x${string}`;
      readonly startGas: `0x${string}`;
      readonly endGas: `0x${string}`;
      readonly status: string;
      readonly consecutiveFaults: `0x${string}`;
      readonly registeredAt: `0x${string}`;
      readonly changedAt: `0x${string}`;
    } | null;
  };
  /** The parameters of a module that governance sets, by key. */
  xai_moduleParameters: {
    parameters: [
      module: string,
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: readonly { readonly key: string; readonly value: `0x${string}` }[];
  };
  /** The logs of a module in a block or a range, with names and arguments of their events. */
  xai_moduleEvents: {
    parameters: [
      module: string,
      filter?: {
        readonly fromBlock?: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` | null;
        readonly toBlock?: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` | null;
        readonly blockHash?: `0x${string}` | null;
        readonly address?: `0x${string}` | readonly `0x${string}`[] | null;
        readonly topics?: readonly (null | `0x${string}` | readonly (`0x${string}` | null)[])[] | null;
      },
    ];
    result: readonly {
      readonly event: string | null;
      readonly args: unknown;
      readonly log: {
        readonly address: `0x${string}`;
        readonly topics: readonly `0x${string}`[];
        readonly data: `0x${string}`;
        readonly blockNumber: `0x${string}`;
        readonly transactionHash: `0x${string}`;
        readonly transactionIndex: `0x${string}`;
        readonly blockHash: `0x${string}`;
        readonly blockTimestamp: `0x${string}`;
        readonly logIndex: `0x${string}`;
        readonly removed: boolean;
      };
    }[];
  };
  /** The data of a call of a module, from its name and arguments. */
  xai_encodeModuleCall: {
    parameters: [module: string, function: string, arguments?: readonly unknown[]];
    result: `0x${string}`;
  };
  /** What a transaction asks of a module, in words; null where it goes to none or is not known. */
  xai_decodeTransaction: {
    parameters: [hash: `0x${string}`];
    result: { readonly module: string; readonly call: string; readonly args: unknown } | null;
  };
  /** The newest proposals (at most 100), the oldest of them first. */
  xai_proposals: {
    parameters: [
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: readonly {
      readonly id: `0x${string}`;
      readonly state: string;
      readonly proposer: `0x${string}`;
      readonly snapshot: `0x${string}`;
      readonly deadline: `0x${string}`;
      readonly eta: `0x${string}` | null;
      readonly forVotes: `0x${string}`;
      readonly againstVotes: `0x${string}`;
      readonly abstainVotes: `0x${string}`;
      readonly quorum: `0x${string}` | null;
      readonly codeHashes: readonly `0x${string}`[];
      readonly descriptionHash: `0x${string}`;
      readonly actions: readonly {
        readonly target: `0x${string}`;
        readonly value: `0x${string}`;
        readonly data: `0x${string}`;
        readonly module: string | null;
        readonly call: string | null;
        readonly args: unknown;
      }[];
    }[];
  };
  /** One proposal: state, times, votes, and its actions in words. */
  xai_proposal: {
    parameters: [
      proposal: `0x${string}`,
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: {
      readonly id: `0x${string}`;
      readonly state: string;
      readonly proposer: `0x${string}`;
      readonly snapshot: `0x${string}`;
      readonly deadline: `0x${string}`;
      readonly eta: `0x${string}` | null;
      readonly forVotes: `0x${string}`;
      readonly againstVotes: `0x${string}`;
      readonly abstainVotes: `0x${string}`;
      readonly quorum: `0x${string}` | null;
      readonly codeHashes: readonly `0x${string}`[];
      readonly descriptionHash: `0x${string}`;
      readonly actions: readonly {
        readonly target: `0x${string}`;
        readonly value: `0x${string}`;
        readonly data: `0x${string}`;
        readonly module: string | null;
        readonly call: string | null;
        readonly args: unknown;
      }[];
    };
  };
  /** Where a proposal stands: pending, active, succeeded, audited, queued, executed, defeated, cancelled, expired, rolled back. */
  xai_proposalState: {
    parameters: [
      proposal: `0x${string}`,
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: string;
  };
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
  /** Executes the actions of a proposal from the timelock on the latest state, and tells what they would do. */
  xai_simulateProposal: {
    parameters: [proposal: `0x${string}`];
    result: {
      readonly succeeds: boolean;
      readonly actions: readonly {
        readonly succeeds: boolean;
        readonly gasUsed: `0x${string}`;
        readonly returnData: `0x${string}`;
        readonly events: readonly {
          readonly event: string | null;
          readonly args: unknown;
          readonly log: {
            readonly address: `0x${string}`;
            readonly topics: readonly `0x${string}`[];
            readonly data: `0x${string}`;
            readonly blockNumber: `0x${string}`;
            readonly transactionHash: `0x${string}`;
            readonly transactionIndex: `0x${string}`;
            readonly blockHash: `0x${string}`;
            readonly blockTimestamp: `0x${string}`;
            readonly logIndex: `0x${string}`;
            readonly removed: boolean;
          };
        }[];
      }[];
    };
  };
  /** The votes of an account, its own stake, whom it delegates to, and the stake of all. */
  xai_votingPower: {
    parameters: [
      account: `0x${string}`,
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: {
      readonly votes: `0x${string}`;
      readonly staked: `0x${string}`;
      readonly delegate: `0x${string}`;
      readonly totalStaked: `0x${string}`;
    };
  };
  /** Periods, thresholds and shares of governance (shares in basis points), and the parameters of the protocol. */
  xai_governanceParameters: {
    parameters: [
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
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
  xai_featureFlags: {
    parameters: [
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: Readonly<Record<string, boolean>>;
  };
  /** The treasury's XAI, limits and signers, with its newest payments and streams (at most 100 of each, in their order). */
  xai_treasury: {
    parameters: [
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
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
  /** The rollups anchored on this chain (the newest 100), each with its newest commitments (at most 20, in their order). */
  xai_anchors: {
    parameters: [
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: readonly {
      readonly rollup: `0x${string}`;
      readonly name: string;
      readonly active: boolean;
      readonly challengeWindow: `0x${string}`;
      readonly commitmentCount: `0x${string}`;
      readonly finalCount: `0x${string}`;
      readonly challenged: `0x${string}` | null;
      readonly commitments: readonly {
        readonly index: `0x${string}`;
        readonly stateRoot: `0x${string}`;
        readonly blockHash: `0x${string}`;
        readonly blockNumber: `0x${string}`;
        readonly postedAt: `0x${string}`;
        readonly poster: `0x${string}`;
        readonly final: boolean;
      }[];
    }[];
  };
  /** Verifies the answer of eth_getProof of a rollup's node against a commitment, in the contract; a claim that the proof does not bear out makes it invalid. */
  xai_verifyAnchorProof: {
    parameters: [
      rollup: `0x${string}`,
      commitment: `0x${string}`,
      proof: {
        readonly address: `0x${string}`;
        readonly accountProof: readonly `0x${string}`[];
        readonly balance?: `0x${string}`;
        readonly codeHash?: `0x${string}`;
        readonly nonce?: `0x${string}`;
        readonly storageHash?: `0x${string}`;
        readonly storageProof?: readonly {
          readonly key: string;
          readonly value?: `0x${string}`;
          readonly proof: readonly `0x${string}`[];
        }[];
      },
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: {
      readonly valid: boolean;
      readonly reason: string | null;
      readonly final: boolean;
      readonly stateRoot: `0x${string}`;
      readonly blockHash: `0x${string}`;
      readonly blockNumber: `0x${string}`;
      readonly account: {
        readonly exists: boolean;
        readonly nonce: `0x${string}`;
        readonly balance: `0x${string}`;
        readonly codeHash: `0x${string}`;
        readonly storageHash: `0x${string}`;
      } | null;
      readonly storage: readonly { readonly key: `0x${string}`; readonly value: `0x${string}` }[];
    };
  };
  /** The rule sets that are asked about transactions, in their order, and whether the engine is active. */
  xai_rules: {
    parameters: [
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: {
      readonly address: `0x${string}`;
      readonly enforced: boolean;
      readonly sets: readonly {
        readonly id: `0x${string}`;
        readonly name: string;
        readonly code: `0x${string}`;
        readonly gas: `0x${string}`;
      }[];
    };
  };
  /** What the active rule sets say of a transaction before it is sent; `enforced` is false where nobody would ask them. */
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
      block?:
        | 'latest'
        | 'pending'
        | 'earliest'
        | 'safe'
        | 'finalized'
        | `0x${string}`
        | { readonly blockHash: `0x${string}`; readonly requireCanonical?: boolean }
        | { readonly blockNumber: 'latest' | 'pending' | 'earliest' | 'safe' | 'finalized' | `0x${string}` },
    ];
    result: {
      readonly allowed: boolean;
      readonly reason: string | null;
      readonly deniedBy: `0x${string}` | null;
      readonly enforced: boolean;
    };
  };
}

/** Their names. */
export const XAI_METHODS: readonly (keyof XaiMethods)[] = [
  'xai_sendTransaction',
  'xai_buildTransaction',
  'xai_getTransaction',
  'xai_getBlock',
  'xai_getReceipt',
  'xai_toEvmAddress',
  'xai_fromEvmAddress',
  'xai_validateAddress',
  'xai_transactionKinds',
  'xai_nodeStatus',
  'xai_getRawBlocks',
  'xai_feeBreakdown',
  'xai_modules',
  'xai_module',
  'xai_moduleParameters',
  'xai_moduleEvents',
  'xai_encodeModuleCall',
  'xai_decodeTransaction',
  'xai_proposals',
  'xai_proposal',
  'xai_proposalState',
  'xai_votes',
  'xai_simulateProposal',
  'xai_votingPower',
  'xai_governanceParameters',
  'xai_featureFlags',
  'xai_treasury',
  'xai_anchors',
  'xai_verifyAnchorProof',
  'xai_rules',
  'xai_evaluateRules',
];
