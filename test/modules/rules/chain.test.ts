import { afterAll, beforeAll, expect, setDefaultTimeout, test } from 'bun:test';
import { type Abi, encodeFunctionData, type Hex, parseEther, parseEventLogs, stringToHex } from 'viem';
import { decodeBlock } from '../../../chain/block/blockCodec.ts';
import type { Protocol } from '../../../chain/protocol/protocol.ts';
import { decodeTransaction } from '../../../chain/transaction/decode.ts';
import { ruleEngineAbi } from '../../../modules/abi/ruleEngine.ts';
import { stakingAbi } from '../../../modules/abi/staking.ts';
import { xaiGovernorAbi } from '../../../modules/abi/xaiGovernor.ts';
import { asciiWord } from '../../../modules/encoding/word.ts';
import { moduleProtocol } from '../../../modules/protocol/protocol.ts';
import { compile } from '../../../modules/rules/compile.ts';
import { parseRules } from '../../../modules/rules/parse.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { deriveAccounts } from '../../../src/dev/accounts.ts';
import { genesisOf } from '../../../src/dev/genesis.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { nextAttributes, openTestChain, sourceOf } from '../../chain/support/chain.ts';
import { type DevNode, openDevNode } from '../../rpc/support/devNode.ts';
import { moduleAt } from '../contracts/support.ts';

setDefaultTimeout(60_000);

const staking = { to: moduleAt('03'), abi: stakingAbi };
const governor = { to: moduleAt('04'), abi: xaiGovernorAbi };
const engine = { to: moduleAt('09'), abi: ruleEngineAbi };
const SHOP: Hex = '0x000000000000000000000000000000000000c0de';

/** Three payments of a sender to the shop in twenty blocks; large ones are announced; whoever has a stake is exempt. */
const RULES = `version: 1
name: shop
rates:
  paid: { of: transactions, by: sender, per: 20 blocks, when: { recipient: ${SHOP} } }
views:
  stake: { module: staking, function: getVotes(address), arguments: [sender] }
rules:
  - name: large ones
    when: { value: { atLeast: 100 XAI } }
    tag: large
  - name: stakers are free
    when: { view: { stake: { above: 0 } } }
    allow: true
  - name: three in twenty blocks
    when: { rate: { paid: { above: 3 } } }
    deny: at most three payments in twenty blocks
  - name: large ones wait
    when: { value: { atLeast: 100 XAI } }
    delay: 5 blocks
default: allow
`;

const compiled = compile(parseRules(RULES));
const id = toHex(compiled.hash);
const settings = readSettings('dev', new Map([['moduleHooks', 'ruleEngine']]), {});
const genesis = genesisOf(settings, deriveAccounts(settings).accounts);

let dev: DevNode;
const accounts = () => dev.accounts as readonly [Hex, Hex, Hex];

beforeAll(async () => {
  dev = await openDevNode({ genesis });
});

afterAll(() => dev.close());

async function send(
  from: Hex,
  target: { to: Hex; abi: Abi },
  functionName: string,
  args: unknown[],
  value = 0n,
) {
  const data = encodeFunctionData({ abi: target.abi, functionName, args });
  const call = { from, to: target.to, data, value: quantity(value), gas: '0xf42400' };
  const receipt = await receiptOf(await dev.call('eth_sendTransaction', call));
  expect([functionName, receipt.status]).toEqual([functionName, '0x1']);
  return receipt;
}

const quantity = (value: bigint): Hex => `0x${value.toString(16)}`;
const receiptOf = (hash: Hex) => dev.call('eth_getTransactionReceipt', hash);
const pay = (from: Hex, value = 1n) =>
  dev.call('eth_sendTransaction', { from, to: SHOP, value: quantity(value), gas: '0x7530' });
const mine = (blocks: number) => dev.call('anvil_mine', quantity(BigInt(blocks)));
const balance = async () => BigInt(await dev.call('eth_getBalance', SHOP, 'latest'));
const blockNumber = async () => Number(await dev.call('eth_blockNumber'));

async function pass(seconds: number): Promise<void> {
  await dev.call('evm_increaseTime', seconds);
  await dev.call('evm_mine');
}

/** To the first block of the next twenty: the next one that is made. */
async function nextWindow(): Promise<void> {
  await mine(19 - ((await blockNumber()) % 20));
}

async function refusal(sending: Promise<unknown>): Promise<string> {
  return sending.then(
    () => 'it was taken',
    (error) => (error as Error).message,
  );
}

/** The whole way of a vote, by transactions that accounts have signed: nothing that another node could not follow. */
async function decide(): Promise<void> {
  const [ann] = accounts();
  await send(ann, staking, 'lock', [], parseEther('500'));
  await pass(1);
  const calls = [
    encodeFunctionData({
      abi: ruleEngineAbi,
      functionName: 'add',
      args: [asciiWord('shop'), toHex(compiled.artifact)],
    }),
    encodeFunctionData({ abi: ruleEngineAbi, functionName: 'activate', args: [id, 0n] }),
  ];
  const proposal = [calls.map(() => engine.to), calls.map(() => 0n), calls, 'rules for the shop'];
  const { logs } = await send(ann, governor, 'propose', proposal);
  const [created] = parseEventLogs({ abi: xaiGovernorAbi, logs, eventName: 'ProposalCreated' });
  const number = created?.args.proposalId ?? 0n;
  await pass(2);
  await send(ann, governor, 'castVote', [number, 1]);
  await pass(70);
  await send(ann, governor, 'queue', [number]);
  await pass(10);
  await send(ann, governor, 'execute', [number]);
}

test('rates, views, delays and tags hold on the chain, and another node finds the same by its blocks alone', async () => {
  const [ann, bob, eve] = accounts();
  await decide();
  expect((await dev.call('xai_rules')).sets).toMatchObject([
    {
      ...{ id, name: 'shop', gas: quantity(compiled.gas), tags: ['large'] },
      rates: [{ of: 'transactions', by: ['sender'], length: '0x14', unit: 'blocks' }],
      views: [{ module: staking.to, selector: '0x9ab24eb0', arguments: ['sender'], gas: '0xc350' }],
    },
  ]);

  // Within one block: five are waiting, three come in.
  await nextWindow();
  await dev.call('evm_setAutomine', false);
  const sent: Hex[] = [];
  for (let i = 0; i < 5; i++) sent.push(await pay(bob));
  await mine(1);
  const included = await Promise.all(sent.map(receiptOf));
  expect(included.map((receipt) => receipt?.status ?? null)).toEqual(['0x1', '0x1', '0x1', null, null]);
  expect(await balance()).toBe(3n);
  await dev.call('evm_setAutomine', true);

  // In the same window; of another sender; of one with a stake.
  expect(await refusal(pay(bob))).toContain('ruleEngine: at most three payments in twenty blocks');
  const told = await dev.call('xai_evaluateRules', { from: bob, to: SHOP, value: '0x1' });
  expect(told).toMatchObject({
    ...{ allowed: false, reason: 'at most three payments in twenty blocks', deniedBy: id, enforced: true },
    sets: [{ id, name: 'shop', rates: ['0x4'], views: ['0x0'] }],
  });
  await pay(eve);
  for (let i = 0; i < 4; i++) await pay(ann);
  expect(await dev.call('xai_evaluateRules', { from: ann, to: SHOP })).toMatchObject({
    ...{ allowed: true, sets: [{ rates: ['0x5'], views: [quantity(parseEther('500'))] }] },
  });

  // In the next window bob starts anew. Of his five the fourth was dropped; the fifth has waited for its nonce.
  await nextWindow();
  for (let i = 0; i < 2; i++) await pay(bob);
  expect(await refusal(pay(bob))).toContain('at most three');
  expect(await balance()).toBe(11n);

  // A large one waits until it was announced five blocks before.
  const { address, hash, raw } = await signed(2, parseEther('100'));
  expect(address).toBe(eve);
  const early = await refusal(dev.call('eth_sendRawTransaction', raw));
  expect(early).toContain(
    'announce this transaction first, by announce(its hash) at 0x5841490000000000000000000000000000000009',
  );
  expect(
    await dev.call('xai_evaluateRules', { from: eve, to: SHOP, value: quantity(parseEther('100')) }),
  ).toMatchObject({
    ...{ allowed: false, delay: { seconds: '0x0', blocks: '0x5' }, deniedBy: id },
  });
  await send(bob, engine, 'announce', [hash]);
  const announced = await blockNumber();
  expect(await refusal(dev.call('eth_sendRawTransaction', raw))).toContain(`and block ${announced + 5}`);
  await mine(4);
  expect(await dev.call('eth_sendRawTransaction', raw)).toBe(hash);
  expect(Number((await receiptOf(hash)).blockNumber)).toBe(announced + 5);

  // Its tag is an event that indexers find.
  const logs = await dev.call('eth_getLogs', { address: engine.to, fromBlock: '0x0' });
  const tagged = parseEventLogs({ abi: ruleEngineAbi, logs, eventName: 'TransactionTagged' });
  expect(tagged.map(({ args }) => args)).toEqual([
    expect.objectContaining({ ruleSet: id as Hex, transactionHash: hash }),
  ] as never);
  expect(tagged[0]?.args.tag).toBe(stringToHex('large', { size: 32 }));

  await follow();
});

/** A payment to the shop by an account's own key. */
async function signed(index: number, value: bigint) {
  const { privateKeyToAccount } = await import('viem/accounts');
  const { keccak256 } = await import('viem');
  const key = deriveAccounts(settings).accounts[index]?.privateKey;
  if (key === undefined) throw new Error('no such account');
  const account = privateKeyToAccount(toHex(key) as Hex);
  const address = account.address.toLowerCase() as Hex;
  const nonce = Number(await dev.call('eth_getTransactionCount', address, 'latest'));
  const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 1n };
  const raw = await account.signTransaction({
    ...fees,
    chainId: 31337,
    nonce,
    to: SHOP,
    value,
    gas: 30_000n,
  });
  return { address, raw, hash: keccak256(raw) };
}

/** Executes every block again on a chain of its own, which refuses one with a payment too many. */
async function follow(): Promise<void> {
  await using follower = await openTestChain(genesis, { protocol: moduleProtocol });
  await using cheat = await openTestChain(genesis, { protocol: deaf });
  const head = await blockNumber();
  for (let number = 1; number <= head; number++) {
    const raw: Hex = await dev.call('debug_getRawBlock', quantity(BigInt(number)));
    for (const { chain } of [follower, cheat]) {
      expect(await chain.importBlock(decodeBlock(fromHex(raw)))).toBe('extended');
    }
  }
  const { stateRoot, hash, receiptsRoot } = await dev.call('eth_getBlockByNumber', 'latest', false);
  const { header, hash: found } = follower.chain.head();
  expect([toHex(found), toHex(header.stateRoot), toHex(header.receiptsRoot)]).toEqual([
    ...[hash, stateRoot, receiptsRoot],
  ]);

  const { raw } = await signed(1, 1n);
  const source = sourceOf([decodeTransaction(fromHex(raw))]);
  const { block } = await cheat.chain.build(nextAttributes(cheat.chain), source);
  expect(block.transactions).toHaveLength(1);
  await expect(follower.chain.importBlock(block)).rejects.toThrow('at most three payments in twenty blocks');
  expect(toHex(follower.chain.head().hash)).toBe(hash);
}

/** The modules as a producer would have them who takes what they deny. */
const deaf: Protocol = {
  ...moduleProtocol,
  async beginBlock(engine, context, parameters) {
    const hooks = await moduleProtocol.beginBlock(engine, context, parameters);
    const admit = hooks?.admit.bind(hooks);
    if (hooks === undefined || admit === undefined) return hooks;
    hooks.admit = async (transaction) => {
      const answer = await admit(transaction);
      return answer.kind === 'admitted' ? answer : { kind: 'admitted', undo: () => undefined };
    };
    return hooks;
  },
};
