import { describe, expect, test } from 'bun:test';
import {
  concatHex,
  decodeFunctionResult,
  encodeFunctionData,
  getContractAddress,
  type Hex,
  keccak256,
  multicall3Abi,
  parseAbi,
} from 'viem';
import { environmentOf } from '../../../chain/building/environment.ts';
import predeploys from '../../../chain/genesis/predeploys.json' with { type: 'json' };
import { rulesOfHeader } from '../../../chain/rules.ts';
import { fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { WorldState } from '../../../vm/state/worldState.ts';
import { createWasmEngine } from '../../../vm/wasm/engine.ts';
import { ACCOUNTS, deploying, mine, openTestChain, testGenesis, transaction } from '../support/chain.ts';

const CODE = Uint8Array.of(0x60, 1, 0x60, 0, 0x55, 0);
const INIT_CODE = toHex(deploying(CODE));
const SALT: Hex = `0x${'07'.repeat(32)}`;
const createXAbi = parseAbi([
  'function deployCreate2(bytes32 salt, bytes initCode) payable returns (address)',
  'function computeCreate2Address(bytes32 salt, bytes32 initCodeHash) view returns (address)',
]);

describe('the contracts that tools expect', () => {
  test('the CREATE2 deployer deploys where viem says', async () => {
    await using opened = await openTestChain(testGenesis('osaka'));
    const { chain } = opened;
    const from = predeploys.create2Deployer.address as Hex;
    const data = fromHex(concatHex([SALT, INIT_CODE]));
    const { receipts, state } = await mine(chain, [
      transaction(0, 0, { to: fromHex(from), data, value: 0n }),
    ]);
    expect(receipts[0]?.succeeded).toBe(true);
    const address = getContractAddress({ opcode: 'CREATE2', from, salt: SALT, bytecode: INIT_CODE });
    expect(toHex(state.account(fromHex(address))?.codeHash ?? CODE)).toBe(keccak256(toHex(CODE)));
  });

  test('Multicall3 answers several calls at once, CreateX among them', async () => {
    await using opened = await openTestChain(testGenesis('osaka'));
    const { chain } = opened;
    const call = async (to: string, data: Hex) => {
      const { header } = chain.head();
      const rules = rulesOfHeader(chain.config, header);
      const state = new WorldState(chain.stateAt(chain.head()));
      state.beginTransaction();
      const engine = createWasmEngine();
      const caller = ACCOUNTS[0] ?? new Uint8Array(20);
      const message = { caller, origin: caller, to: fromHex(to), value: 0n, data: fromHex(data) };
      const result = await engine.execute(
        { ...message, gas: 10_000_000n, gasPrice: 0n, blobHashes: [] },
        { rules, state, block: environmentOf(header, rules, () => undefined), tracer: undefined },
      );
      expect(result.halt).toBeUndefined();
      return toHex(result.returnData);
    };
    const multicall3 = predeploys.multicall3.address as Hex;
    const createX = predeploys.createX.address as Hex;
    const guarded = [SALT, keccak256(INIT_CODE)] as const;
    const compute = encodeFunctionData({
      abi: createXAbi,
      functionName: 'computeCreate2Address',
      args: guarded,
    });
    const balance = encodeFunctionData({
      abi: multicall3Abi,
      functionName: 'getEthBalance',
      args: [toHex(ACCOUNTS[1] ?? CODE)],
    });
    const calls = [
      { target: createX, allowFailure: false, callData: compute },
      { target: multicall3, allowFailure: false, callData: balance },
      { target: createX, allowFailure: true, callData: '0x12345678' as Hex },
    ];
    const data = encodeFunctionData({ abi: multicall3Abi, functionName: 'aggregate3', args: [calls] });
    const answers = decodeFunctionResult({
      abi: multicall3Abi,
      functionName: 'aggregate3',
      data: await call(multicall3, data),
    });
    expect(answers.map(({ success }) => success)).toEqual([true, true, false]);
    expect(BigInt(answers[1]?.returnData ?? '0x0')).toBe(10n ** 24n);
    const address = getContractAddress({ opcode: 'CREATE2', from: createX, salt: SALT, bytecode: INIT_CODE });
    expect(answers[0]?.returnData.slice(-40)).toBe(address.slice(2).toLowerCase());
  });

  test('CreateX deploys', async () => {
    await using opened = await openTestChain(testGenesis('osaka'));
    const data = encodeFunctionData({
      abi: createXAbi,
      functionName: 'deployCreate2',
      args: [SALT, INIT_CODE],
    });
    const to = fromHex(predeploys.createX.address);
    const { receipts } = await mine(opened.chain, [
      transaction(0, 0, { to, data: fromHex(data), value: 0n }),
    ]);
    expect(receipts[0]?.succeeded).toBe(true);
    expect(receipts[0]?.logs).toHaveLength(1);
  });
});

test('the code of each is that of Ethereum mainnet', () => {
  const hashes = Object.fromEntries(
    Object.entries(predeploys).map(([name, { codeHash }]) => [name, codeHash]),
  );
  expect(hashes).toMatchObject({
    beaconRoots: '0xf57acd40259872606d76197ef052f3d35588dadf919ee1f0e3cb9b62d3f4b02c',
    blockHashHistory: '0x6e49e66782037c0555897870e29fa5e552daf4719552131a0abce779daec0a5d',
    create2Deployer: '0x2fa86add0aed31f33a762c9d88e807c475bd51d0f52bd0955754b2608f7e4989',
    multicall3: '0xd5c15df687b16f2ff992fc8d767b4216323184a2bbc6ee2f9c398c318e770891',
    createX: '0xbd8a7ea8cfca7b4e5f5041d7d4b17bc317c5ce42cfbc42066a00cf26b43eb53f',
  });
});
