import { describe, expect, test } from 'bun:test';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encodeFunctionData, type Hex, parseEther } from 'viem';
import { genesisBlock } from '../../../chain/genesis/genesisBlock.ts';
import { TOTAL_SUPPLY } from '../../../chain/genesis/presets.ts';
import { rulesOfHeader } from '../../../chain/rules.ts';
import { treasuryAbi } from '../../../modules/abi/treasury.ts';
import { expandGenesis, requireHolder } from '../../../modules/genesis/expand.ts';
import { chosenGenesis } from '../../../src/commands/chainChoice.ts';
import { readSettings } from '../../../src/config/settings.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';
import { openDevNode } from '../../rpc/support/devNode.ts';
import { temporaryDirectory } from '../../src/temporary.ts';
import { moduleAt } from '../contracts/support.ts';

const ANN = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const BOB = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';
const CARL = '0x3c44cdddb6a900fa2b585dd299e03d12fa4293bc';
/** Of all that is locked one voter counts a tenth at most. */
const STAKE = parseEther('100000').toString();
const directory = temporaryDirectory();

const given = (xai: object, alloc: object = {}) => ({
  config: { xai: { modules: 'mainnet', ...xai } },
  alloc,
});
const holders = (entries: object) => given({ holders: entries });

/** The chain that these flags name. */
function chosen(network: 'xai-mainnet' | 'xai-testnet', file: object | undefined) {
  const path = join(directory, `${network}.json`);
  if (file !== undefined) writeFileSync(path, JSON.stringify(file));
  const flags = { ...readSettings('init', new Map(), {}), network };
  return chosenGenesis(file === undefined ? flags : { ...flags, holders: path });
}

describe('holders of a genesis', () => {
  test.each([
    ['an address of another length', holders({ '0x12': { stake: STAKE } }), 'holders.0x12: 20 bytes'],
    ['the zero address', holders({ [`0x${'00'.repeat(20)}`]: { stake: STAKE } }), 'nobody has the key'],
    ['a precompile', holders({ [`0x${'00'.repeat(19)}01`]: { stake: STAKE } }), 'nobody has the key'],
    ['a module', holders({ [moduleAt('06')]: { stake: STAKE } }), 'is a module’s'],
    ['amounts as numbers', holders({ [ANN]: { stake: 5 } }), `holders.${ANN}.stake: wei as text`],
    ['amounts below zero', holders({ [ANN]: { stake: '-5' } }), 'wei as text'],
    ['nothing held', holders({ [ANN]: {} }), 'holds nothing'],
    [
      'more votes than can be counted',
      holders({ [ANN]: { stake: `0x1${'0'.repeat(52)}` } }),
      'more than 208 bits',
    ],
    [
      'a field that is not known',
      holders({ [ANN]: { votes: '5' } }),
      `holders.${ANN}.votes: this field is not known`,
    ],
    [
      'an address twice',
      holders({ [ANN]: { stake: STAKE }, [ANN.toUpperCase().replace('0X', '0x')]: { stake: STAKE } }),
      'twice',
    ],
    [
      'an address of alloc',
      given({ holders: { [ANN]: { stake: STAKE } } }, { [ANN.slice(2)]: { balance: '1' } }),
      'stands in alloc too',
    ],
    [
      'stakes that cannot propose',
      holders({ [ANN]: { balance: STAKE, stake: '1' } }),
      'nobody could propose anything',
    ],
    [
      'a stake whose votes are cut too far',
      holders({ [ANN]: { stake: STAKE.slice(0, -1) } }),
      'one voter counts 10 %',
    ],
    [
      'more than the supply',
      given({ supply: '20000', holders: { [ANN]: { stake: STAKE } } }),
      'more than 20000',
    ],
    ['auditors that are none', given({ auditors: ['me'] }), 'auditors[0]: 20 bytes'],
    ['a guardian that is none', given({ guardian: 7 }), 'guardian: 20 bytes'],
    ['keys that are not known', given({ founders: {} }), 'config.xai.founders: this field is not known'],
  ] as const)('%s: refused', (_what, document, message) => {
    expect(() => expandGenesis(document)).toThrow(message);
  });

  test('where nobody holds anything, the chain is refused with what to write', () => {
    const empty = expandGenesis(given({ supply: '121' }));
    expect(() => requireHolder(empty)).toThrow('write into config.xai of the genesis "holders"');
    expect(() => chosen('xai-mainnet', undefined)).toThrow('Give --holders FILE');
    expect(() => chosen('xai-testnet', {})).toThrow('nobody holds any XAI');
    expect(() => chosen('xai-testnet', { supply: '5' })).toThrow('supply is not known there');
    // Whoever has coins can lock them.
    requireHolder(expandGenesis(given({}, { [ANN]: { balance: '1' } })));
    requireHolder(expandGenesis(holders({ [ANN]: { stake: STAKE } })));
  });

  test('are the same chain in whatever order they are written', () => {
    const root = (list: object) => toHex(genesisBlock(chosenOf(list)).hash);
    const chosenOf = (list: object) =>
      chosen('xai-testnet', { holders: list }) as NonNullable<ReturnType<typeof chosen>>;
    const [a, b] = [{ stake: STAKE }, { balance: '7', stake: STAKE }];
    expect(root({ [ANN]: a, [BOB]: b })).toBe(root({ [BOB]: b, [ANN]: a }));
    expect(root({ [ANN]: a, [BOB]: b })).not.toBe(root({ [ANN]: b, [BOB]: a }));
  });
});

test('a built-in chain begins with its supply, held once, under every fork through Osaka', () => {
  for (const [network, chainId] of [
    ['xai-mainnet', 22593n],
    ['xai-testnet', 43981n],
  ] as const) {
    const genesis = chosen(network, { holders: { [ANN]: { balance: '5', stake: STAKE } } });
    if (genesis === undefined) throw new Error(`no chain ${network}`);
    expect(genesis.config.chainId).toBe(chainId);
    expect(genesis.accounts.reduce((sum, { balance }) => sum + balance, 0n)).toBe(TOTAL_SUPPLY);
    const { header } = genesisBlock(genesis);
    expect(rulesOfHeader(genesis.config, header).fork).toBe('osaka');
    expect(header.requestsHash).toBeDefined();
  }
});

test('holders of xai-mainnet propose, vote and execute what the treasury spends', async () => {
  const file = {
    holders: {
      [ANN]: { balance: parseEther('10').toString(), stake: STAKE },
      [BOB]: { balance: parseEther('10').toString(), stake: STAKE },
    },
    auditors: [BOB, CARL],
    guardian: CARL,
  };
  const dev = await openDevNode({ genesis: chosen('xai-mainnet', file) });
  try {
    const send = async (from: string, module: string, place: string, name: string, args: unknown[]) => {
      const data = await dev.call('xai_encodeModuleCall', module, name, args);
      await dev.call('eth_call', { from, to: moduleAt(place), data }, 'latest');
      const hash = await dev.call('eth_sendTransaction', {
        from,
        to: moduleAt(place),
        data,
        gas: '0x4c4b40',
      });
      expect((await dev.call('eth_getTransactionReceipt', hash)).status).toBe('0x1');
    };
    const pass = async (days: number) => {
      await dev.call('evm_increaseTime', days * 86_400 + 1);
      await dev.call('evm_mine');
    };
    const power = await dev.call('xai_votingPower', ANN);
    expect(power).toMatchObject({ votes: `0x${BigInt(STAKE).toString(16)}`, staked: power.votes });
    expect(BigInt(power.totalStaked)).toBe(2n * BigInt(STAKE));
    const treasury = await dev.call('xai_treasury');
    expect(BigInt(treasury.available)).toBe(TOTAL_SUPPLY - 2n * BigInt(STAKE) - parseEther('20'));
    expect((await dev.call('xai_governanceParameters')).auditors.map((a: string) => a.toLowerCase())).toEqual(
      [BOB, CARL],
    );

    const spend = encodeFunctionData({
      abi: treasuryAbi,
      functionName: 'spend',
      args: [CARL as Hex, parseEther('1000000'), 'a grant'],
    });
    await send(ANN, 'governor', '04', 'propose', [[moduleAt('06')], ['0'], [spend], 'a grant for Carl']);
    const [{ id }] = await dev.call('xai_proposals');
    await pass(1);
    for (const voter of [ANN, BOB]) await send(voter, 'governor', '04', 'castVote', [id, 1]);
    await pass(7);
    await send(ANN, 'governor', '04', 'queue', [id]);
    await pass(2);
    await send(BOB, 'governor', '04', 'execute', [id]);
    expect(await dev.call('xai_proposalState', id)).toBe('executed');
    expect(BigInt(await dev.call('eth_getBalance', CARL, 'latest'))).toBe(parseEther('1000000'));

    // What was locked at genesis comes out as any stake does.
    await send(ANN, 'staking', '03', 'unlock', [STAKE]);
    await pass(14);
    await send(ANN, 'staking', '03', 'claim', []);
    expect(BigInt(await dev.call('eth_getBalance', ANN, 'latest'))).toBeGreaterThan(BigInt(STAKE));
  } finally {
    await dev.close();
  }
});
