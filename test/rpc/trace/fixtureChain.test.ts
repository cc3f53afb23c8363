import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyMerkleProof } from '@ethereumjs/mpt';
import { RLP } from '@ethereumjs/rlp';
import { type Hex, hexToBytes, keccak256 } from 'viem';
import type { Block } from '../../../chain/block/block.ts';
import { parseGenesis } from '../../../chain/genesis/parse.ts';
import { openChain } from '../../../src/chainAccess.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { FIXTURES_MISSING, fixtureBlocks, fixtureText, RPC_COMPAT } from '../../chain/support/fixtures.ts';
import { type DevNode, openDevNode } from '../support/devNode.ts';

/** What traces, replays and proofs say of a chain that crosses every fork from Homestead on. */
const ETHER = 10n ** 18n;
const NOWHERE: Hex = `0x${'01'.repeat(20)}`;

// Each goes through the whole chain.
setDefaultTimeout(30_000);

if (RPC_COMPAT === undefined) test.skip(FIXTURES_MISSING, () => {});

describe.if(RPC_COMPAT !== undefined)('the chain of the execution-apis tests', () => {
  let node: DevNode;
  let dataDir: string;
  let blocks: Block[];
  let merge: number;

  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'xai-traces-'));
    blocks = fixtureBlocks();
    merge = blocks.findIndex(({ header }) => header.difficulty === 0n);
    const { chain, close } = await openChain({ dataDir, genesis: parseGenesis(fixtureText('genesis.json')) });
    for (const block of blocks) await chain.importBlock(block);
    await close();
    node = await openDevNode({ dataDir, mode: { kind: 'manual' }, listen: { namespaces: undefined } });
  });
  afterAll(async () => {
    await node.close();
    rmSync(dataDir, { recursive: true });
  });

  const number = ({ header }: Block) => `0x${header.number.toString(16)}`;

  test('intermediate roots: one a transaction, before Byzantium those of the receipts', async () => {
    let compared = 0;
    for (const block of blocks) {
      const roots: string[] = await node.call('debug_intermediateRoots', toHex(block.hash));
      expect(roots).toHaveLength(block.transactions.length);
      for (const [index, receipt] of (await node.call('eth_getBlockReceipts', number(block))).entries()) {
        if (receipt.root === undefined) continue;
        expect(roots[index]).toBe(receipt.root);
        compared++;
      }
    }
    expect(compared).toBeGreaterThan(0);
  });

  test('trace_block ends with the rewards of proof of work', async () => {
    let ommers = 0;
    for (const [index, block] of blocks.entries()) {
      const traces = await node.call('trace_block', number(block));
      const rewards = traces.filter(({ type }: { type: string }) => type === 'reward');
      expect(rewards).toHaveLength(index < merge ? 1 + block.ommers.length : 0);
      expect(traces.slice(traces.length - rewards.length)).toEqual(rewards);
      if (rewards.length === 0) continue;
      const { issuance } = await node.call('ots_getBlockDetails', Number(block.header.number));
      const sum = rewards.reduce(
        (all: bigint, { action }: { action: { value: string } }) => all + BigInt(action.value),
        0n,
      );
      expect(BigInt(issuance.issuance)).toBe(sum);
      expect(rewards[0].action).toMatchObject({ author: toHex(block.header.coinbase), rewardType: 'block' });
      const [ommer] = block.ommers;
      if (ommer === undefined) continue;
      ommers++;
      const distance = block.header.number - ommer.number;
      const reward = [5n, 3n, 2n]
        .map((ether) => ether * ETHER)
        .find((one) => BigInt(issuance.blockReward) === one + BigInt(block.ommers.length) * (one / 32n));
      expect(BigInt(rewards[1].action.value)).toBe(((8n - distance) * (reward ?? 0n)) / 8n);
      expect(rewards[1].action).toMatchObject({ author: toHex(ommer.coinbase), rewardType: 'uncle' });
    }
    expect(ommers).toBeGreaterThan(0);
  });

  test('rewards answer to their author in trace_filter', async () => {
    const author = toHex((blocks[0] as Block).header.coinbase);
    const paid = await node.call('trace_filter', { toAddress: [author], toBlock: '0x3' });
    expect(paid.map(({ type }: { type: string }) => type)).toContain('reward');
    const from = await node.call('trace_filter', { fromAddress: [author], toBlock: '0x3' });
    expect(from.map(({ type }: { type: string }) => type)).not.toContain('reward');
  });

  test('every transaction can be replayed in all forms, and gives what its trace gives', async () => {
    const types = ['trace', 'vmTrace', 'stateDiff'];
    for (const block of blocks.filter(({ transactions }) => transactions.length > 0)) {
      const replayed = await node.call('trace_replayBlockTransactions', number(block), types);
      const receipts = await node.call('eth_getBlockReceipts', number(block));
      expect(replayed).toHaveLength(block.transactions.length);
      for (const [index, { trace, transactionHash, stateDiff }] of replayed.entries()) {
        expect(transactionHash).toBe(receipts[index].transactionHash);
        expect(trace[0].error === undefined).toBe(receipts[index].status !== '0x0');
        expect(stateDiff).toHaveProperty(receipts[index].from);
        const entries = await node.call('ots_traceTransaction', transactionHash);
        expect(entries[0]).toMatchObject({ depth: 0, from: receipts[index].from });
      }
    }
  });

  test('vmTrace has the steps of the struct logger, what they left, and what gas', async () => {
    for (const block of blocks.filter(({ transactions }) => transactions.length > 0)) {
      const replayed = await node.call('trace_replayBlockTransactions', number(block), ['vmTrace']);
      const traced = await node.call('debug_traceBlockByNumber', number(block));
      for (const [index, { vmTrace }] of replayed.entries()) {
        const logs: StructLog[] = traced[index].result.structLogs;
        const operations = listed(vmTrace);
        expect(operations.map(({ pc, op }) => [pc, op])).toEqual(logs.map(({ pc, op }) => [pc, op]));
        for (const [step, { ex }] of operations.entries()) {
          const depth = logs[step]?.depth ?? 0;
          const next = logs.slice(step + 1).find((log) => log.depth <= depth);
          if (ex === null || next === undefined || next.depth < depth) continue;
          expect(ex.used).toBe(next.gas);
          expect(ex.push).toEqual(next.stack.slice(next.stack.length - ex.push.length));
        }
      }
    }
  });

  test('proofs verify at every block: present, absent and empty', async () => {
    const contracts = new Set<Hex>();
    for (const block of blocks) {
      const dump = await node.call('debug_dumpBlock', number(block));
      const accounts = Object.values<{ address: Hex; root: Hex; storage?: Record<Hex, string> }>(
        dump.accounts,
      );
      const holder = accounts.find(({ storage }) => storage !== undefined);
      if (holder !== undefined) contracts.add(holder.address);
      const plain = accounts.find(({ storage }) => storage === undefined);
      const slot = Object.keys(holder?.storage ?? {})[0] ?? keccak256('0x01');
      for (const address of [holder?.address, plain?.address, NOWHERE]) {
        if (address === undefined) continue;
        const proof = await node.call('eth_getProof', address, [slot, keccak256('0x77')], number(block));
        await expectProof(proof, toHex(block.header.stateRoot));
      }
    }
    expect(contracts.size).toBeGreaterThan(0);
  });
});

interface StructLog {
  readonly pc: number;
  readonly op: string;
  readonly gas: number;
  readonly depth: number;
  readonly stack: readonly string[];
}

interface VmTrace {
  readonly ops: readonly {
    readonly pc: number;
    readonly op: string;
    readonly ex: { readonly used: number; readonly push: readonly string[] } | null;
    readonly sub: VmTrace | null;
  }[];
}

/** The instructions in the order in which they ran. */
function listed(trace: VmTrace | null): VmTrace['ops'][number][] {
  return trace === null ? [] : trace.ops.flatMap((operation) => [operation, ...listed(operation.sub)]);
}

interface Proof {
  readonly address: Hex;
  readonly accountProof: readonly Hex[];
  readonly balance: Hex;
  readonly nonce: Hex;
  readonly codeHash: Hex;
  readonly storageHash: Hex;
  readonly storageProof: readonly {
    readonly key: Hex;
    readonly value: Hex;
    readonly proof: readonly Hex[];
  }[];
}

const EMPTY_ROOT = keccak256('0x80');

/** Checks a proof with @ethereumjs/mpt, and what it says with what it proves. */
async function expectProof(proof: Proof, stateRoot: Hex): Promise<void> {
  const leaf = await proven(stateRoot, proof.address, proof.accountProof);
  if (leaf === null) {
    expect(proof).toMatchObject({
      balance: '0x0',
      nonce: '0x0',
      codeHash: keccak256('0x'),
      storageHash: EMPTY_ROOT,
    });
  } else {
    const [nonce, balance, storageRoot, codeHash] = RLP.decode(leaf) as Uint8Array[];
    const asQuantity = (bytes: Uint8Array | undefined) =>
      `0x${BigInt(toHex(bytes ?? new Uint8Array(0)).padEnd(3, '0')).toString(16)}`;
    expect([proof.nonce, proof.balance]).toEqual([asQuantity(nonce), asQuantity(balance)] as Hex[]);
    expect([proof.storageHash, proof.codeHash]).toEqual(
      [storageRoot, codeHash].map((one) => toHex(one as Uint8Array)),
    );
  }
  for (const { key, value, proof: nodes } of proof.storageProof) {
    if (proof.storageHash === EMPTY_ROOT) {
      expect([value, nodes]).toEqual(['0x0', []]);
      continue;
    }
    const slot = await proven(proof.storageHash, key, nodes);
    expect(BigInt(value)).toBe(slot === null ? 0n : BigInt(toHex(RLP.decode(slot) as Uint8Array)));
  }
}

function proven(root: Hex, key: Hex, nodes: readonly Hex[]): Promise<Uint8Array | null> {
  return verifyMerkleProof(
    hexToBytes(key),
    nodes.map((node) => hexToBytes(node)),
    {
      root: hexToBytes(root),
      useKeyHashing: true,
    },
  );
}
