import { expect, test } from 'bun:test';
import { forkId } from '../../../chain/genesis/forkId.ts';
import { parseConfig } from '../../../chain/genesis/parseConfig.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';
import { makeBlock } from '../samples.ts';

/** Ethereum mainnet, of which the checksums are known (EIP-2124, and go-ethereum's core/forkid). */
const MAINNET = {
  chainId: 1,
  homesteadBlock: 1_150_000,
  daoForkBlock: 1_920_000,
  daoForkSupport: true,
  eip150Block: 2_463_000,
  eip155Block: 2_675_000,
  eip158Block: 2_675_000,
  byzantiumBlock: 4_370_000,
  constantinopleBlock: 7_280_000,
  petersburgBlock: 7_280_000,
  istanbulBlock: 9_069_000,
  muirGlacierBlock: 9_200_000,
  berlinBlock: 12_244_000,
  londonBlock: 12_965_000,
  arrowGlacierBlock: 13_773_000,
  grayGlacierBlock: 15_050_000,
  terminalTotalDifficulty: '58750000000000000000000',
  shanghaiTime: 1_681_338_455,
  cancunTime: 1_710_338_135,
  pragueTime: 1_746_612_311,
};

const genesis = {
  header: makeBlock({ number: 0n, timestamp: 0n }).header,
  hash: fromHex('d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3'),
};

test.each([
  ['Gray Glacier', 0n, 0xf0afd0e3],
  ['Shanghai', 1_681_338_455n, 0xdce96c2d],
  ['Cancun', 1_710_338_135n, 0x9f3d2254],
  ['Prague', 1_746_612_311n, 0xc376cf8b],
])('mainnet under %s', (_fork, time, id) => {
  expect(forkId(parseConfig(MAINNET, 'mainnet'), genesis, time)).toBe(id);
});

test('a fork of the genesis does not count, the network split does', () => {
  const config = { ...MAINNET, shanghaiTime: 0, mergeNetsplitBlock: 18_000_000 };
  const plain = forkId(parseConfig({ ...MAINNET, shanghaiTime: 0 }, ''), genesis, 0n);
  expect(plain).toBe(0xf0afd0e3);
  expect(forkId(parseConfig(config, ''), genesis, 0n)).not.toBe(plain);
});
