import { devGenesis } from '../../chain/genesis/dev.ts';
import { addressOfKey } from '../../chain/transaction/sign.ts';
import { methodTable } from '../../rpc/methods/table.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import type { Engine } from '../../vm/engine.ts';
import { SILENT_ACTIVITY } from '../activity/activity.ts';
import { watchFor } from '../activity/attach.ts';
import { ClosingStack } from '../closing.ts';
import type { NodeOptions } from '../nodeOptions.ts';
import { makeBlockMaking, makeContext, openGround } from '../nodeParts.ts';
import { type InsideClient, insideClient } from './inside.ts';

const CHAIN_ID = 31_337n;
const GAS_LIMIT = 30_000_000n;
/** wei per gas */
const GWEI = 10n ** 9n;
const ETHER = 10n ** 18n;
/** Nobody else's: each byte of a key is its number. */
const PRIVATE_KEYS = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => new Uint8Array(32).fill(number));

/** A development chain of its own that nobody outside can reach. */
export interface ScratchChain extends InsideClient {
  /** their keys are the chain's */
  readonly senders: readonly ScratchSender[];
  /** Deletes it. */
  end(): Promise<void>;
}

/** An account that sends, one transaction after the other. */
export interface ScratchSender {
  /** 0x-prefixed */
  readonly address: string;
  /** of the next transaction */
  nonce: bigint;
  /** Signs a transaction with the next nonce; 0x-prefixed. */
  sign(to: Uint8Array, data: Uint8Array): string;
}

/**
 * Makes such a chain of the very parts that the node is made of, with its limits, in a directory that is deleted at the end. It
 * tells nobody of anything and is counted nowhere.
 */
export function openScratchChain(options: NodeOptions, engine: Engine): ScratchChain {
  const closing = new ClosingStack();
  const addresses = PRIVATE_KEYS.map(addressOfKey);
  const genesis = devGenesis({
    ...{ accounts: addresses, balance: 10n ** 6n * ETHER, chainId: CHAIN_ID, gasLimit: GAS_LIMIT },
    ...{ baseFee: GWEI, timestamp: BigInt(Math.floor(Date.now() / 1000)), hardfork: 'osaka' },
    toolContracts: false,
  });
  const logger = options.logger.child({}, { level: 'silent' });
  const own: NodeOptions = {
    ...options,
    ...{ dataDir: undefined, genesis, genesisMustMatch: false, keepStates: undefined },
    ...{ poolJournal: undefined, engine: undefined, follow: [], readers: undefined },
    ...{ metrics: undefined, otelEndpoint: undefined, activity: SILENT_ACTIVITY, logger },
    mining: { ...options.mining, mode: { kind: 'instant' }, gasLimit: undefined, order: 'fees' },
    dev: {
      privateKeys: PRIVATE_KEYS,
      autoImpersonate: false,
      traceContracts: options.dev?.traceContracts ?? false,
    },
  };
  try {
    const watch = watchFor(own.activity);
    const ground = openGround(own, engine, watch, closing);
    const making = makeBlockMaking(own, ground, closing, undefined);
    watch.follow(ground.chain);
    const context = makeContext(own, watch, ground, { ...making, follower: undefined, journal: undefined });
    making.producer.start();
    const client = insideClient(methodTable({ dev: true }), context, logger);
    const senders = addresses.map((address): ScratchSender => {
      return {
        address: toHex(address),
        nonce: 0n,
        sign(to, data) {
          const fields = { type: 2, chainId: CHAIN_ID, nonce: this.nonce++, to, value: 0n, data } as const;
          const fees = { gasLimit: 100_000n, maxFeePerGas: 100n * GWEI, maxPriorityFeePerGas: GWEI };
          const signed = context.wallet.signTransaction({
            from: address,
            ...fields,
            ...fees,
            accessList: [],
          });
          return toHex(signed.raw);
        },
      };
    });
    const end = async () => {
      client.close();
      await closing.close();
    };
    return { ...client, senders, end };
  } catch (error) {
    void closing.close();
    throw error;
  }
}
