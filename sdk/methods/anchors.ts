// Written by scripts/sdk-types.ts from the method table.
import type { BlockParameter } from './shared.ts';

/** Parameters and results of xai_* methods. */
export interface AnchorsMethods {
  /** The rollups anchored on this chain (the newest 100), each with its newest commitments (at most 20, in their order). */
  xai_anchors: {
    parameters: [block?: BlockParameter];
    result: readonly {
      readonly rollup: `0x${string}`;
      readonly name: string;
      readonly active: boolean;
      readonly challengeWindow: `0x${string}`;
      readonly requiredBond: `0x${string}`;
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
      block?: BlockParameter,
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
}
