// Longer than a file here usually is: one story, from a newcomer's project to a second node, whose steps need each other.
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hex, keccak256, parseEther, parseEventLogs, stringToHex } from 'viem';
import { asciiWord } from '../../../modules/encoding/word.ts';
import { devAccount, devKey } from '../accounts.ts';
import { succeed } from '../foundry/tools.ts';
import { isOther, launchDev, launchProgram, type RunningNode, request, runProgram } from '../launch.ts';
import { root } from '../root.ts';
import { clientsOf, forge, GENESIS, MODULES, pass } from './support.ts';

setDefaultTimeout(180_000);

/** dev preset, seconds: delay 1, period 60, timelock 5 */
const VOTING_DELAY = 2;
const VOTING_PERIOD = 61;
const TIMELOCK = 6;
const FOR = 1;

describe.skipIf(isOther)('governance of modules, with the tools of newcomers', () => {
  const folder = mkdtempSync(join(tmpdir(), 'xai-e2e-modules-'));
  const project = join(folder, 'RateKeeper');
  const genesis = join(folder, 'genesis.json');
  const [ann, bob] = [devAccount(0), devAccount(1)];
  const auditors = [devAccount(7), devAccount(8)];
  const id = asciiWord('rateKeeper');
  let node: RunningNode;
  let clients: ReturnType<typeof clientsOf>;
  let registration: bigint;
  let upgrade: bigint;
  let first: { implementation: Hex; codeHash: Hex };

  beforeAll(async () => {
    writeFileSync(genesis, JSON.stringify(GENESIS));
    node = await launchDev(['--init', genesis]);
    clients = clientsOf(node.url);
  });

  afterAll(async () => {
    await node.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('cast and viem stake, and delegate', async () => {
    const { reader } = clients;
    await succeed('cast', [
      ...['send', MODULES.staking.address, 'lock()', '--value', '300ether'],
      ...['--private-key', devKey(1), '--rpc-url', node.url],
    ]);
    await write(ann, 'staking', 'lock', [], parseEther('500'));
    await write(bob, 'staking', 'delegate', [ann.address]);
    const votes = await reader.readContract({
      ...MODULES.staking,
      functionName: 'getVotes',
      args: [ann.address],
    });
    expect(votes).toBe(parseEther('800'));
    await write(bob, 'staking', 'delegate', [bob.address]);
    const told = await succeed('cast', [
      ...['call', MODULES.staking.address, 'getVotes(address)(uint256)', bob.address, '--rpc-url', node.url],
    ]);
    expect(told).toStartWith(parseEther('300').toString());
  });

  test('a newcomer makes a module; forge script deploys it', async () => {
    const created = await runProgram(['module', 'create', 'RateKeeper', '--parent', folder]);
    expect(created).toMatchObject({ code: 0 });
    symlinkSync(join(root, 'node_modules'), join(project, 'node_modules'));
    const file = join(project, 'xai-module.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('100,', '3,'));
    const script = await forge(project, [
      ...['script', 'script/Deploy.s.sol', '--rpc-url', node.url, '--broadcast'],
      ...['--private-key', devKey(2)],
    ]);
    expect(script.error).not.toContain('Error');
    expect(script).toMatchObject({ code: 0 });
    expect(script.out).toContain('ONCHAIN EXECUTION COMPLETE & SUCCESSFUL');
    // forge and "xai module build" make the same code of the same sources.
    const broadcast = join(project, 'broadcast/Deploy.s.sol/31337/run-latest.json');
    const [deployment] = JSON.parse(readFileSync(broadcast, 'utf8')).transactions;
    const code = await clients.reader.getCode({ address: deployment.contractAddress });
    const built = await runProgram(['module', 'build', '--project', project]);
    expect(built.output).toContain(`code hash  ${keccak256(code as Hex)}`);
  });

  test('it is proposed, verified against its sources, audited, voted for and executed', async () => {
    const proposed = await runProgram([
      ...['module', 'propose', '--project', project, '--rpc-url', node.url],
      ...['--proposer', ann.address, '--activate'],
    ]);
    expect(proposed.output).toContain('register a new module');
    registration = numberIn(proposed.output);
    const codeHash = hashIn(proposed.output);

    const verified = await verify(registration);
    expect(verified.output).toContain('the proposal is what the sources give');
    expect(verified.code).toBe(0);

    await pass(node.url, VOTING_DELAY);
    await write(ann, 'governor', 'castVoteWithReason', [registration, FOR, 'keeps the chain usable']);
    await succeed('cast', [
      ...['send', MODULES.governor.address, 'castVote(uint256,uint8)', registration.toString(), String(FOR)],
      ...['--private-key', devKey(1), '--rpc-url', node.url],
    ]);
    await pass(node.url, VOTING_PERIOD);

    // Won, but nobody has audited the code: it cannot be queued.
    const early = await clients.reader
      .simulateContract({ ...MODULES.governor, functionName: 'queue', args: [registration], account: ann })
      .then(
        () => 'queued',
        (error: Error) => error.message,
      );
    expect(early).toContain('NotAudited');
    for (const auditor of auditors) {
      await write(auditor, 'auditors', 'attest', [codeHash, keccak256(stringToHex('report'))]);
    }
    await succeed('cast', [
      ...['send', MODULES.governor.address, 'queue(uint256)', registration.toString()],
      ...['--private-key', devKey(3), '--rpc-url', node.url],
    ]);
    await pass(node.url, TIMELOCK);
    await write(ann, 'governor', 'execute', [registration]);

    const module = await registered();
    expect(module).toMatchObject({ name: 'RateKeeper', version: '1.0.0', status: 2, codeHash });
    first = module;
  });

  test('its hook is asked from then on: the fourth transaction of a minute is denied', async () => {
    const carl = devAccount(5);
    await nextMinute();
    for (let i = 0; i < 3; i++) await transfer(carl.address);
    await expect(transfer(carl.address)).rejects.toThrow(
      'too many transactions of this address in this period',
    );
    await nextMinute();
    await transfer(carl.address);
  });

  test('the withdrawal guard denies what is not announced', async () => {
    const { writer } = clients;
    const dora = devAccount(6);
    const value = parseEther('1000');
    const send = () => writer.sendTransaction({ account: dora.address, to: ann.address, value });
    await expect(send()).rejects.toThrow('withdrawal guard: this amount must be announced first');
    await write(dora, 'guard', 'announce', [ann.address, value]);
    await expect(send()).rejects.toThrow('withdrawal guard: announced, but locked until');
    await pass(node.url, 3600);
    await clients.reader.waitForTransactionReceipt({ hash: await send() });
    const sent = await clients.reader.readContract({
      ...MODULES.guard,
      functionName: 'usage',
      args: [dora.address],
    });
    expect(sent[0]).toBe(value);
  });

  test('its upgrade is decided the same way, and auditors take it back', async () => {
    const source = join(project, 'src/RateKeeper.sol');
    const former = readFileSync(source, 'utf8');
    writeFileSync(source, former.replace('"1.0.0"', '"1.1.0"'));
    const proposed = await runProgram([
      ...['module', 'propose', '--project', project, '--rpc-url', node.url, '--proposer', bob.address],
    ]);
    expect(proposed.output).toContain('upgrade the module at');
    upgrade = numberIn(proposed.output);
    const codeHash = hashIn(proposed.output);
    expect(codeHash).not.toBe(first.codeHash);

    // Whoever verifies with other sources is told so.
    writeFileSync(source, former);
    const wrong = await verify(upgrade);
    expect(wrong.output).toContain('NOT what the sources give');
    expect(wrong.code).toBe(1);

    await decide(upgrade, codeHash);
    expect(await registered()).toMatchObject({ version: '1.1.0', codeHash, status: 2 });

    for (const auditor of auditors)
      await write(auditor, 'auditors', 'objectTo', [upgrade, 'a mistake in it']);
    await write(bob, 'governor', 'rollBack', [upgrade]);
    expect(await registered()).toMatchObject({
      version: '1.0.0',
      codeHash: first.codeHash,
      implementation: first.implementation,
    });
  });

  test('an indexer reads every event by eth_getLogs, those of hooks among them', async () => {
    const { reader } = clients;
    const logs = await reader.getLogs({
      address: Object.values(MODULES).map(({ address }) => address),
      fromBlock: 0n,
      toBlock: 'latest',
    });
    const abi = Object.values(MODULES).flatMap((module) => [...module.abi]);
    const names = new Set(parseEventLogs({ abi, logs }).map(({ eventName }) => eventName));
    for (const name of [
      ...['Locked', 'DelegateChanged', 'ProposalCreated', 'VoteCast', 'Attested', 'ProposalQueued'],
      ...['CallScheduled', 'ProposalExecuted', 'ModuleRegistered', 'ModuleActivated', 'ModuleUpgraded'],
      ...[
        'Objected',
        'ProposalRolledBack',
        'ModuleRolledBack',
        'TransferAnnounced',
        'LockedTransferReleased',
      ],
    ]) {
      expect(names).toContain(name as never);
    }
    // No hook of guard, distributor or newcomer failed or ran out of its gas in all this.
    expect(names).not.toContain('HookFaulted' as never);
    // Each stands in the receipt of the transaction that it names, the protocol's own included.
    const released = logs.find(
      ({ topics }) => topics[0] === keccak256(stringToHex('LockedTransferReleased(address,address,uint256)')),
    );
    const hash = released?.transactionHash as Hex;
    const transaction = await reader.getTransaction({ hash });
    expect(transaction.from).toBe('0xfffffffffffffffffffffffffffffffffffffffe');
    const receipt = await reader.getTransactionReceipt({ hash });
    expect(receipt).toMatchObject({ status: 'success', gasUsed: 0n });
    expect(receipt.logs.map(({ topics }) => topics)).toContainEqual(released?.topics as never);
  });

  test('forge test --fork-url runs against the modules', async () => {
    const cache = join(root, 'node_modules/.cache/xai-e2e/modules');
    const ended = await forge(join(import.meta.dir, 'project'), ['test', '--fork-url', node.url], cache);
    expect(ended.out).toContain('4 tests passed, 0 failed');
    expect(ended.code).toBe(0);
  });

  test('a second node executes all of it again, to the same state roots', async () => {
    const { reader } = clients;
    const head = await reader.getBlock();
    const blocks: Buffer[] = [];
    for (let number = 1n; number <= head.number; number++) {
      const raw = await request<string>(node.url, 'debug_getRawBlock', `0x${number.toString(16)}`);
      blocks.push(Buffer.from(raw.slice(2), 'hex'));
    }
    const file = join(folder, 'blocks.rlp');
    writeFileSync(file, Buffer.concat(blocks));
    const copy = join(folder, 'copy');
    expect(await runProgram(['init', '--genesis', genesis, '--data-dir', copy])).toMatchObject({ code: 0 });
    const imported = await runProgram(['import', file, '--data-dir', copy]);
    expect(imported.output).toContain(`${blocks.length}`);
    expect(imported.code).toBe(0);
    const other = await launchProgram(['start', '--data-dir', copy]);
    try {
      for (const number of [0n, head.number / 2n, head.number]) {
        const [mine, theirs] = await Promise.all([
          reader.getBlock({ blockNumber: number }),
          clientsOf(other.url).reader.getBlock({ blockNumber: number }),
        ]);
        expect(theirs).toMatchObject({
          hash: mine.hash,
          stateRoot: mine.stateRoot,
          receiptsRoot: mine.receiptsRoot,
        });
      }
    } finally {
      await other.stop();
    }
  });

  async function write(
    account: ReturnType<typeof devAccount>,
    module: keyof typeof MODULES,
    functionName: string,
    args: readonly unknown[],
    value = 0n,
  ): Promise<void> {
    const { reader, writer } = clients;
    const hash = await writer.writeContract({
      ...MODULES[module],
      functionName,
      args,
      account,
      value,
    } as never);
    const receipt = await reader.waitForTransactionReceipt({ hash });
    expect(`${functionName}: ${receipt.status}`).toBe(`${functionName}: success`);
  }

  /** Votes, audits, queues and executes. */
  async function decide(proposal: bigint, codeHash: Hex): Promise<void> {
    await pass(node.url, VOTING_DELAY);
    await write(ann, 'governor', 'castVote', [proposal, FOR]);
    await write(bob, 'governor', 'castVote', [proposal, FOR]);
    for (const auditor of auditors) {
      await write(auditor, 'auditors', 'attest', [codeHash, keccak256(stringToHex('second report'))]);
    }
    await pass(node.url, VOTING_PERIOD);
    await write(ann, 'governor', 'queue', [proposal]);
    await pass(node.url, TIMELOCK);
    await write(bob, 'governor', 'execute', [proposal]);
  }

  function registered() {
    return clients.reader.readContract({ ...MODULES.registry, functionName: 'module', args: [id] });
  }

  function verify(proposal: bigint) {
    return runProgram(['module', 'verify', proposal.toString(), '--project', project, '--rpc-url', node.url]);
  }

  /** A block at the beginning of a minute that has not begun. */
  async function nextMinute(): Promise<void> {
    const { timestamp } = await clients.reader.getBlock();
    await pass(node.url, Number((timestamp / 60n + 2n) * 60n - timestamp));
  }

  async function transfer(from: Hex): Promise<void> {
    const hash = await clients.writer.sendTransaction({ account: from, to: ann.address, value: 1n });
    await clients.reader.waitForTransactionReceipt({ hash });
  }
});

function numberIn(output: string): bigint {
  const found = /^proposal +(\d+)$/m.exec(output)?.[1];
  if (found === undefined) throw new Error(output);
  return BigInt(found);
}

function hashIn(output: string): Hex {
  const found = /^code hash +(0x[0-9a-f]{64})$/m.exec(output)?.[1];
  if (found === undefined) throw new Error(output);
  return found as Hex;
}
