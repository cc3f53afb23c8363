import { describe, expect, test } from 'bun:test';
import { join } from 'node:path';
import { devGenesis } from '../../../chain/genesis/dev.ts';
import { genesisBlock } from '../../../chain/genesis/genesisBlock.ts';
import { parseGenesis } from '../../../chain/genesis/parse.ts';
import predeploys from '../../../chain/genesis/predeploys.json' with { type: 'json' };
import { predeployAlloc, SYSTEM_CONTRACTS } from '../../../chain/genesis/predeploys.ts';
import { rulesOfHeader } from '../../../chain/rules.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { FORKS } from '../../../vm/rules/forks.ts';
import { ROOT } from '../../house/tree.ts';
import { PRAGUE_FROM_GENESIS } from '../../support/forkConfig.ts';

const minimal = (extra: object = {}, config: object = {}) => ({
  config: { chainId: 7, ...config },
  gasLimit: '0x47b760',
  difficulty: '131072',
  alloc: {},
  ...extra,
});

describe('parseGenesis', () => {
  test('reads hex, decimal strings and numbers, also those past 2^53', () => {
    const genesis = parseGenesis(
      `{"config":{"chainId":7,"homesteadBlock":"0x5","terminalTotalDifficulty":58750000000000000000001},
        "gasLimit":"5000000","difficulty":17179869184,"nonce":"0x42","extraData":"0x1234",
        "alloc":{"0x00000000000000000000000000000000000000aa":{"balance":"1000000000000000000000","nonce":1,
          "storage":{"0x1":"0x00ff","0x02":"0x0"}}}}`,
    );
    expect(genesis.config.terminalTotalDifficulty).toBe(58_750_000_000_000_000_000_001n);
    expect(genesis.config.activations.get('homestead')).toBe(5n);
    expect(genesis.gasLimit).toBe(5_000_000n);
    expect(genesis.accounts[0]?.balance).toBe(10n ** 21n);
    expect([...(genesis.accounts[0]?.storage.values() ?? [])]).toEqual([Uint8Array.of(0xff)]);
  });

  const refused: [string, unknown, string, string][] = [
    ['text that is not JSON', '{', 'not-json', 'genesis'],
    ['an array', [], 'bad-value', 'genesis'],
    ['no gas limit', { ...minimal(), gasLimit: undefined }, 'missing', 'genesis.gasLimit'],
    ['no chain id', minimal({ config: {} }), 'missing', 'config.chainId'],
    ['a fork misspelt', minimal({}, { shangaiTime: 0 }), 'unknown-key', 'config.shangaiTime'],
    ['an unknown field', minimal({ gasLimits: 1 }), 'unknown-key', 'genesis.gasLimits'],
    ['a negative quantity', minimal({ timestamp: -1 }), 'bad-value', 'genesis.timestamp'],
    ['a fraction', minimal({ timestamp: 1.5 }), 'bad-value', 'genesis.timestamp'],
    [
      'a timestamp past 64 bits',
      minimal({ timestamp: `0x1${'0'.repeat(16)}` }),
      'bad-value',
      'genesis.timestamp',
    ],
    ['a short mixHash', minimal({ mixHash: '0x00' }), 'bad-value', 'genesis.mixHash'],
    ['a short address', minimal({ alloc: { '0x01': {} } }), 'bad-value', 'alloc.0x01'],
    [
      'a chain that begins in Amsterdam',
      minimal({}, { ...PRAGUE_FROM_GENESIS, osakaTime: 0, amsterdamTime: 0 }),
      'unsupported',
      'config.amsterdamTime',
    ],
    ['a clique chain', minimal({}, { clique: { period: 5 } }), 'unsupported', 'config.clique'],
    [
      'forks out of order',
      minimal({}, { homesteadBlock: 5, eip150Block: 4 }),
      'fork-order',
      'config.eip150Block',
    ],
    [
      'a fork without those before',
      minimal({}, { homesteadBlock: 0, londonBlock: 0 }),
      'fork-order',
      'config.londonBlock',
    ],
    ['a block-0 that is not 0', minimal({ number: 1 }), 'unsupported', 'genesis.number'],
  ];
  for (const [name, document, code, path] of refused) {
    test(`refuses ${name}`, () => {
      let caught: unknown;
      try {
        parseGenesis(document);
      } catch (error) {
        caught = error;
      }
      expect(caught).toMatchObject({ name: 'GenesisError', code });
      expect(String(caught)).toContain(`${path}: `);
    });
  }
});

test('predeployed code is what its hash says', () => {
  for (const { code, codeHash } of Object.values(predeploys))
    expect<string>(toHex(keccak256(fromHex(code)))).toBe(codeHash);
});

describe('devGenesis', () => {
  for (const { name } of FORKS.filter((fork) => !/bpo[345]|amsterdam/.test(fork.name))) {
    test(`begins under ${name}`, () => {
      const genesis = devGenesis({
        toolContracts: true,
        accounts: [new Uint8Array(20).fill(7)],
        balance: 10n ** 22n,
        chainId: 31337n,
        gasLimit: 30_000_000n,
        baseFee: 5n,
        timestamp: 100n,
        hardfork: name,
      });
      const { header } = genesisBlock(genesis);
      const rules = rulesOfHeader(genesis.config, header);
      expect(rules.fork).toBe(name);
      expect(header.baseFeePerGas).toBe(rules.has('london') ? 5n : undefined);
    });
  }
});

test("examples/genesis.json has Osaka's rules from the first block, with what they call", async () => {
  const genesis = parseGenesis(await Bun.file(join(ROOT, 'examples/genesis.json')).text());
  const { header } = genesisBlock(genesis);
  expect(rulesOfHeader(genesis.config, header).fork).toBe('osaka');
  const held = new Map(genesis.accounts.map(({ address, code }) => [String(toHex(address)), toHex(code)]));
  for (const [address, { code }] of Object.entries(predeployAlloc(SYSTEM_CONTRACTS))) {
    expect(String(held.get(address))).toBe(String(code));
  }
});
