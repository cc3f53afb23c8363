// Written by scripts/sdk-types.ts from the method table.
import type { BlockParameter, NativeMetadataResult, NativeTransaction } from './shared.ts';

/** Parameters and results of xai_* methods. */
export interface NativeMethods {
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
        readonly metadata: NativeMetadataResult;
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
  xai_getTransaction: { parameters: [transactionHash: `0x${string}`]; result: NativeTransaction | null };
  /** A block in native form; null when it is not known. */
  xai_getBlock: {
    parameters: [block: BlockParameter, fullTransactions?: boolean];
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
      readonly transactions: readonly `0x${string}`[] | readonly NativeTransaction[];
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
}
