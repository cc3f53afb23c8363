/**
 * A producer and two followers under load while they are killed, restarted and paused, and the ways between them cut, silent
 * or slow, at random; at the end every
 * acknowledged transaction is in a block, and all nodes have the same blocks, roots and receipts.
 *
 *   bun test/e2e/follow/chaos.ts                       60 seconds
 *   bun test/e2e/follow/chaos.ts --seconds 600 --seed 7
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { privateKeyToAccount } from 'viem/accounts';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import { Random } from '../../fuzz/random.ts';
import { type Member, startCluster } from './cluster.ts';
import { createSender, type Sender } from './load.ts';

const CHAIN_ID = 4242n;
const SENDERS = 6;
/** Counts its calls in slot 0 and logs the count. */
const COUNTER = '0x600f600a5f39600f5ff35f54600101805f555f5260205fa000';
/** Milliseconds that the nodes get to agree when the faults are over. */
const AGREEMENT = 90_000;

/** What a run did and found. */
export interface ChaosReport {
  readonly acknowledged: number;
  readonly blocks: number;
  readonly faults: Readonly<Record<string, number>>;
  /** what is wrong; empty where all is well */
  readonly problems: readonly string[];
}

/** Runs for so many seconds; `tell` gets a line for each fault. */
export async function runChaos(
  { seconds, seed }: { readonly seconds: number; readonly seed: number },
  tell: (line: string) => void,
): Promise<ChaosReport> {
  const directory = mkdtempSync(join(tmpdir(), 'xai-chaos-'));
  const keys = Array.from(
    { length: SENDERS },
    (_, index) => `0x${String(index + 1).padStart(64, '7')}` as const,
  );
  const addresses = keys.map((key) => privateKeyToAccount(key).address);
  const rich = { balance: '0xd3c21bcecceda1000000' };
  let members: Member[] = [];
  try {
    members = await startCluster(directory, Object.fromEntries(addresses.map((one) => [one, rich])));
    const senders = keys.map((key, index) =>
      createSender(
        { key: fromHex(key), address: addresses[index] ?? '', chainId: CHAIN_ID },
        members,
        new Random(seed + index + 1),
      ),
    );
    const contract = await deploy(senders[0], members[0]);

    const end = Date.now() + seconds * 1000;
    const stopped = () => Date.now() > end;
    const load = Promise.all(
      senders.map(async (sender) => {
        while (!stopped()) if (await sender.send(contract, '0x', stopped)) await Bun.sleep(20);
      }),
    );
    const faults = await disturb(members, new Random(seed), stopped, tell);
    await load;
    tell(`faults are over: ${JSON.stringify(faults)}`);
    const hashes = senders.flatMap(({ acknowledged }) => acknowledged);
    const { blocks, problems } = await judge(members, hashes, contract);
    return { acknowledged: hashes.length, blocks, faults, problems };
  } finally {
    for (const member of members) {
      await member.end('SIGKILL').catch(() => undefined);
      member.link?.close();
    }
    rmSync(directory, { recursive: true, force: true });
  }
}

/** The address of the counter, once it is in a block. */
async function deploy(sender: Sender | undefined, producer: Member | undefined): Promise<string> {
  if (sender === undefined || producer === undefined) throw new Error('nobody is there');
  await sender.send(undefined, COUNTER, () => false);
  const [hash] = sender.acknowledged;
  let receipt: { contractAddress: string; status: string } | null = null;
  await within(30_000, 'the contract', async () => {
    receipt = await producer.ask('eth_getTransactionReceipt', hash);
    return receipt !== null;
  });
  const { contractAddress, status } = receipt as unknown as { contractAddress: string; status: string };
  if (status !== '0x1') throw new Error('the contract was not deployed');
  return contractAddress;
}

/** One fault after the other until the time is over; leaves every node up. Returns how many of each kind there were. */
async function disturb(
  members: readonly Member[],
  random: Random,
  stopped: () => boolean,
  tell: (line: string) => void,
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  while (!stopped()) {
    await Bun.sleep(200 + random.int(800));
    const victim = random.pick(members);
    const kind = random.pick([
      ...(['kill', 'kill', 'stop', 'pause'] as const),
      ...(victim.link === undefined ? [] : (['cut', 'silent', 'slow'] as const)),
    ]);
    const name = `${kind} ${victim.name.split(' ')[0]}`;
    counts[name] = (counts[name] ?? 0) + 1;
    tell(`${kind} ${victim.name}`);
    if (kind === 'cut' || kind === 'silent' || kind === 'slow') {
      victim.link?.set(kind);
      await Bun.sleep(300 + random.int(2500));
      victim.link?.set('open');
    } else if (kind === 'pause') {
      victim.pause();
      await Bun.sleep(300 + random.int(1500));
      victim.goOn();
    } else {
      await victim.end(kind === 'kill' ? 'SIGKILL' : 'SIGTERM');
      await Bun.sleep(random.int(800));
      await victim.start();
    }
  }
  return counts;
}

/** Compares what the nodes hold, when each has what was acknowledged. */
async function judge(
  members: readonly Member[],
  hashes: readonly string[],
  contract: string,
): Promise<{ blocks: number; problems: string[] }> {
  const [producer, ...followers] = members as [Member, ...Member[]];
  const problems = members.flatMap((member) =>
    member.errors().map((line) => `${member.name} logged: ${line}`),
  );
  const missing = new Set(hashes);
  const found = async () => {
    for (const hash of missing) {
      const receipt = await producer.ask<{ status: string } | null>('eth_getTransactionReceipt', hash);
      if (receipt === null) continue;
      if (receipt.status !== '0x1') problems.push(`${hash} failed`);
      missing.delete(hash);
    }
    return missing.size === 0;
  };
  await within(AGREEMENT, 'acknowledged transactions in blocks', found).catch(() => {
    problems.push(
      `lost: ${missing.size} of ${hashes.length} acknowledged transactions, ${[...missing].slice(0, 5)}`,
    );
  });
  const head = Number(await producer.ask<string>('eth_blockNumber'));
  for (const follower of followers) {
    const caughtUp = async () => Number(await follower.ask<string>('eth_blockNumber')) >= head;
    await within(AGREEMENT, 'the head', caughtUp).catch(() =>
      problems.push(`${follower.name} does not catch up`),
    );
  }
  for (let number = 0; number <= head; number++) {
    const [own, ...others] = await Promise.all(members.map((member) => view(member, number)));
    for (const [index, other] of others.entries()) {
      if (other !== own) problems.push(`block ${number} differs on ${followers[index]?.name}`);
    }
  }
  const at = `0x${head.toString(16)}`;
  // One call fewer than transactions: the first made the contract.
  for (const member of members) {
    const count = Number(await member.ask<string>('eth_getStorageAt', contract, '0x0', at));
    if (count < hashes.length - 1)
      problems.push(`${member.name} counted ${count} of ${hashes.length - 1} calls`);
  }
  return { blocks: head, problems };
}

/** A block's header (state root included) and its receipts as text. */
async function view(member: Member, number: number): Promise<string> {
  const at = `0x${number.toString(16)}`;
  const header = await member.ask<{ hash: string; stateRoot: string }>('eth_getHeaderByNumber', at);
  return JSON.stringify([header, await member.ask('eth_getBlockReceipts', at)]);
}

async function within(milliseconds: number, what: string, holds: () => Promise<boolean>): Promise<void> {
  const latest = Date.now() + milliseconds;
  while (!(await holds().catch(() => false))) {
    if (Date.now() > latest) throw new Error(`waited in vain: ${what}`);
    await Bun.sleep(50);
  }
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '60' },
      seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    },
  });
  const [seconds, seed] = [Number(values.seconds), Number(values.seed)];
  console.log(`seed ${seed}, ${seconds} s`);
  const begun = Date.now();
  const report = await runChaos({ seconds, seed }, (line) =>
    console.log(`${((Date.now() - begun) / 1000).toFixed(1).padStart(7)} s  ${line}`),
  );
  const { acknowledged, blocks, problems } = report;
  console.log(
    `${acknowledged} transactions acknowledged, ${blocks} blocks on three nodes, ${problems.length} problems`,
  );
  for (const problem of problems) console.log(`  ${problem}`);
  process.exit(problems.length === 0 ? 0 : 1);
}
