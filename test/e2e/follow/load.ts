import { signTransaction } from '../../../chain/transaction/sign.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import type { Random } from '../../fuzz/random.ts';
import { type Member, Refusal } from './cluster.ts';

/** Milliseconds before a transaction that no node acknowledged is sent again. */
const PAUSE = 150;

/** Sends what one account does, one transaction after the other, through nodes chosen at random. */
export interface Sender {
  readonly address: string;
  /** hashes that a node has given back */
  readonly acknowledged: string[];
  /** Signs the account's next transaction and sends it until it is acknowledged or found in a block; false when `stopped` came first. */
  send(to: string | undefined, data: string, stopped: () => boolean): Promise<boolean>;
}

/** A sender with this private key. */
export function createSender(
  { key, address, chainId }: { readonly key: Uint8Array; readonly address: string; readonly chainId: bigint },
  members: readonly Member[],
  random: Random,
): Sender {
  const acknowledged: string[] = [];
  let nonce = 0n;

  /** Whether the node took the transaction, now or before. */
  async function offer(member: Member, raw: string, hash: string): Promise<boolean> {
    try {
      await member.ask('eth_sendRawTransaction', raw);
      return true;
    } catch (error) {
      if (!(error instanceof Refusal)) return false;
      // A follower may know what its source does not have yet; only the producer's word counts then.
      if (error.message.includes('already known')) return member.name === 'producer';
      if (!error.message.includes('nonce too low')) return false;
      return (await member.ask('eth_getTransactionReceipt', hash).catch(() => null)) !== null;
    }
  }

  return {
    address,
    acknowledged,
    async send(to, data, stopped) {
      const signed = signTransaction(
        {
          ...{ type: 2, chainId, nonce, gasLimit: 200_000n, value: 0n, accessList: [] },
          ...{ maxFeePerGas: 20_000_000_000n, maxPriorityFeePerGas: 1_000_000_000n },
          to: to === undefined ? undefined : fromHex(to),
          data: fromHex(data),
        },
        key,
      );
      const [raw, hash] = [toHex(signed.raw), toHex(signed.hash)];
      while (!(await offer(random.pick(members), raw, hash))) {
        if (stopped()) return false;
        await Bun.sleep(PAUSE);
      }
      nonce += 1n;
      acknowledged.push(hash);
      return true;
    },
  };
}
