import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { devAccount, devKey } from '../accounts.ts';
import { launchDev, type RunningNode, request, until } from '../launch.ts';
import { run, succeed, toolPath } from './tools.ts';

setDefaultTimeout(120_000);

/** cast, command by command. */
let node: RunningNode;
let probe = '';
const from = devAccount(0).address;
const to = devAccount(1).address;

/** cast with the node's address; its output. */
const cast = (...args: string[]) => succeed('cast', [...args, '--rpc-url', node.url]);
/** The same for a command that sends; its receipt. */
const send = async (...args: string[]) =>
  JSON.parse(await cast('send', '--json', '--private-key', devKey(0), ...args)) as {
    status: string;
    transactionHash: string;
    blockNumber: string;
    type: string;
    gasUsed: string;
    logs: unknown[];
    blobGasUsed?: string;
    contractAddress: string | null;
  };

beforeAll(async () => {
  node = await launchDev();
  await succeed('forge', ['build']);
  const made = JSON.parse(
    await succeed('forge', [
      'create',
      'Probe',
      '--json',
      '--broadcast',
      '--rpc-url',
      node.url,
      '--private-key',
      devKey(0),
      '--constructor-args',
      '5',
    ]),
  ) as { deployedTo: string };
  probe = made.deployedTo;
});

afterAll(async () => {
  await node?.stop();
});

describe('reading', () => {
  test('the chain', async () => {
    expect(await cast('chain-id')).toBe('31337');
    // cast knows the chain by the hash of its genesis block: ours is no other chain's.
    expect(await cast('chain')).toBe('unknown');
    expect(await cast('client')).toMatch(/^anvil/);
    expect(await cast('block-number')).toBe('1');
    expect(BigInt(await cast('gas-price'))).toBeGreaterThan(0n);
    expect(BigInt(await cast('base-fee'))).toBeGreaterThan(0n);
    expect(BigInt(await cast('blob-basefee').catch(() => '1'))).toBeGreaterThan(0n);
    expect(await cast('age')).toContain('20');
    expect(await cast('find-block', await cast('block', '1', '--field', 'timestamp'))).toBe('1');
  });

  test('blocks', async () => {
    const block = JSON.parse(await cast('block', '1', '--json')) as { hash: string; transactions: string[] };
    expect(block.transactions).toHaveLength(1);
    const full = JSON.parse(await cast('block', block.hash, '--full', '--json')) as {
      transactions: { hash: string }[];
    };
    expect(full.transactions[0]?.hash).toBe(block.transactions[0] as string);
    for (const tag of ['earliest', 'latest', 'pending', 'safe', 'finalized']) {
      expect(await cast('block', tag, '--field', 'gasLimit')).toMatch(/^\d+$/);
    }
    expect(await cast('block', '1')).toContain('stateRoot');
  });

  test('accounts', async () => {
    expect(await cast('balance', to, '--ether')).toBe('10000.000000000000000000');
    expect(await cast('nonce', from)).toBe('1');
    expect((await cast('code', probe)).length).toBeGreaterThan(100);
    expect(Number(await cast('codesize', probe))).toBeGreaterThan(50);
    expect(await cast('codehash', probe)).toMatch(/^0x[0-9a-f]{64}$/);
    expect(await cast('storage', probe, '0')).toBe(`0x${'0'.repeat(63)}5`);
    expect(await cast('storage-root', probe)).toMatch(/^0x[0-9a-f]{64}$/);
    const proof = JSON.parse(await cast('proof', probe, '0x0')) as { storageProof: { value: string }[] };
    expect(BigInt(proof.storageProof[0]?.value ?? 0)).toBe(5n);
    expect(await cast('compute-address', from, '--nonce', '0')).toContain(probe);
  });

  test('calls', async () => {
    expect(await cast('call', probe, 'count()(uint256)')).toBe('5');
    expect(await cast('call', probe, 'count()(uint256)', '--block', '1')).toBe('5');
    const failed = await run('cast', ['call', probe, 'complain()', '--rpc-url', node.url]);
    expect(failed.code).not.toBe(0);
    expect(failed.error).toContain('a plain reason');
    const custom = await run('cast', ['call', probe, 'refuse(uint256)', '3', '--rpc-url', node.url]);
    expect(custom.error).toContain('0x6ec168df');
    expect(
      await cast('call', probe, 'notes(address)(uint256)', to, '--override-state-diff', `${probe}:0x0:0x9`),
    ).toBe('0');
    expect(await cast('call', '--trace', probe, 'count()(uint256)')).toContain('Gas used');
    expect(
      BigInt(await cast('estimate', probe, 'note(uint256,string)', '1', 'x', '--from', from)),
    ).toBeGreaterThan(30_000n);
    expect(await cast('estimate', to, '--value', '1', '--from', from)).toBe('21000');
    const accessList = await cast('access-list', probe, 'note(uint256,string)', '1', 'x', '--from', from);
    expect(accessList.toLowerCase()).toContain(probe.toLowerCase());
    expect(await cast('rpc', 'eth_getBlockByNumber', '0x1', 'false')).toContain('"number":"0x1"');
    expect(
      await cast(
        'rpc',
        'eth_call',
        '--raw',
        JSON.stringify([{ to: probe, data: '0x06661abd', input: '0x06661abd' }, 'latest']),
      ),
    ).toContain('0x');
  });
});

describe('sending', () => {
  test('each type of transaction', async () => {
    expect((await send(to, '--value', '1', '--legacy')).type).toBe('0x0');
    expect((await send(to, '--value', '1', '--legacy', '--access-list', '[]')).status).toBe('0x1');
    const one = await send(to, '--value', '1', '--priority-gas-price', '1gwei', '--gas-price', '20gwei');
    expect(one.type).toBe('0x2');
    expect(one.gasUsed).toBe('0x5208');
    expect(await cast('nonce', from)).toBe('4');
  });

  test('with an authorization: an account takes on code', async () => {
    const delegate = JSON.parse(
      await succeed('forge', [
        'create',
        'Delegate',
        '--json',
        '--broadcast',
        '--rpc-url',
        node.url,
        '--private-key',
        devKey(0),
      ]),
    ) as { deployedTo: string };
    const authorization = await cast(
      'wallet',
      'sign-auth',
      delegate.deployedTo,
      '--private-key',
      devKey(5),
      '--nonce',
      '0',
      '--chain',
      '31337',
    );
    const receipt = await send(devAccount(5).address, '--auth', authorization, 'runs()');
    expect(receipt.type).toBe('0x4');
    expect(receipt.status).toBe('0x1');
    expect(await cast('code', devAccount(5).address)).toBe(
      `0xef0100${delegate.deployedTo.slice(2).toLowerCase()}`,
    );
  });

  test('with blobs', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'xai-e2e-'));
    try {
      const path = join(folder, 'blob');
      writeFileSync(path, 'a file carried as blobs');
      const receipt = await send(to, '--blob', '--path', path, '--blob-gas-price', '5gwei');
      expect(receipt.type).toBe('0x3');
      expect(BigInt(receipt.blobGasUsed ?? 0)).toBe(131_072n);
      expect(await cast('rpc', 'eth_getTransactionByHash', receipt.transactionHash)).toMatch(
        /"blobVersionedHashes":\["0x01/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('a contract call, and everything one can ask about it', async () => {
    const receipt = await send(probe, 'note(uint256,string)', '7', 'seven', '--value', '2');
    expect(receipt.status).toBe('0x1');
    expect(receipt.logs).toHaveLength(1);
    expect(await cast('call', probe, 'count()(uint256)')).toBe('12');
    const hash = receipt.transactionHash;
    const transaction = JSON.parse(await cast('tx', hash, '--json')) as { hash: string; value: string };
    expect(transaction).toMatchObject({ hash, value: '0x2' });
    expect(await cast('tx', hash, '--raw')).toMatch(/^0x02/);
    expect(await cast('tx', hash, 'nonce')).toMatch(/^\d+$/);
    expect(await cast('receipt', hash, 'status')).toMatch(/^(1|true)/);
    const logs = JSON.parse(
      await cast(
        'logs',
        '--json',
        '--from-block',
        '0',
        '--to-block',
        'latest',
        '--address',
        probe,
        'Noted(address indexed,uint256 indexed,bytes32 indexed,string)',
        from,
      ),
    ) as { transactionHash: string }[];
    expect(logs.map((log) => log.transactionHash)).toEqual([hash]);
    const trace = await cast('run', hash, '--quick');
    expect(trace).toContain('Transaction successfully executed');
    expect(trace).toContain('Noted');
    // Replayed on top of the transactions before it in its block.
    expect(await cast('run', hash)).toContain('Transaction successfully executed');
    const struct = await cast('rpc', 'debug_traceTransaction', hash);
    expect(struct).toContain('"structLogs"');
  });

  test('a failing transaction is refused by its estimate, and recorded when forced', async () => {
    const refused = await run('cast', [
      'send',
      probe,
      'complain()',
      '--private-key',
      devKey(0),
      '--rpc-url',
      node.url,
    ]);
    expect(refused.code).not.toBe(0);
    expect(refused.error).toContain('a plain reason');
    const forced = await run('cast', [
      'send',
      probe,
      'complain()',
      '--gas-limit',
      '100000',
      '--json',
      '--private-key',
      devKey(0),
      '--rpc-url',
      node.url,
    ]);
    expect(JSON.parse(forced.out)).toMatchObject({ status: '0x0' });
  });

  test('unlocked accounts, impersonation, raw publication', async () => {
    const unlocked = JSON.parse(
      await cast('send', '--json', '--unlocked', '--from', devAccount(3).address, to, '--value', '1'),
    ) as { status: string };
    expect(unlocked.status).toBe('0x1');
    const stranger = '0x00000000000000000000000000000000000f00d1';
    await cast('rpc', 'anvil_setBalance', stranger, '0xde0b6b3a7640000');
    await cast('rpc', 'anvil_impersonateAccount', stranger);
    const sent = JSON.parse(
      await cast('send', '--json', '--unlocked', '--from', stranger, to, '--value', '1'),
    ) as { status: string };
    expect(sent.status).toBe('0x1');
    const raw = await cast('mktx', '--private-key', devKey(0), to, '--value', '9');
    const published = await cast('publish', '--async', raw);
    expect(published).toMatch(/^"?0x[0-9a-f]{64}"?$/);
    const twice = await run('cast', ['publish', raw, '--rpc-url', node.url]);
    expect(twice.error).toMatch(/already known|nonce too low/);
  });

  test('a sender with several transactions waiting', async () => {
    await cast('rpc', 'evm_setAutomine', 'false');
    try {
      const nonce = Number(await cast('nonce', from));
      const hashes = [];
      for (const offset of [0, 1, 2]) {
        hashes.push(
          await cast(
            'send',
            '--async',
            '--private-key',
            devKey(0),
            to,
            '--value',
            '1',
            '--nonce',
            String(nonce + offset),
          ),
        );
      }
      expect(await cast('tx-pool', 'status')).toContain('3');
      expect(await cast('tx-pool', 'content')).toContain(hashes[2] ?? '');
      expect(await cast('tx-pool', 'inspect')).toContain('gas');
      expect(await cast('nonce', from, '--block', 'pending')).toBe(String(nonce + 3));
      await cast('rpc', 'evm_mine');
      expect(await cast('receipt', hashes[2] ?? '', 'transactionIndex')).toContain('2');
    } finally {
      await cast('rpc', 'evm_setAutomine', 'true');
    }
  });
});

test('cast logs --subscribe prints logs as they come', async () => {
  const child = Bun.spawn(
    [toolPath('cast'), 'logs', '--subscribe', '--address', probe, '--rpc-url', node.webSocketUrl],
    { stdin: 'ignore', stdout: 'pipe', stderr: 'ignore' },
  );
  let seen = '';
  const reading = (async () => {
    for await (const chunk of child.stdout) seen += new TextDecoder().decode(chunk);
  })();
  await Bun.sleep(1000);
  const { transactionHash } = await send(probe, 'note(uint256,string)', '1', 'heard');
  await until(() => seen.includes(transactionHash), 'the log');
  child.kill();
  await Promise.all([child.exited, reading]);
  expect(await request<string>(node.url, 'eth_blockNumber')).toMatch(/^0x/);
});
