import { afterAll, beforeAll, expect, test } from 'bun:test';
import { encodeFunctionData, parseAbi } from 'viem';
import { type DevNode, openDevNode } from '../../support/devNode.ts';
import { code, giveBack, push } from '../../trace/assembler.ts';

const abi = parseAbi([
  'function balanceOf(address) view returns (uint256)',
  'function allowance(address, address) view returns (uint256)',
]);
const OWNER = `0x${'11'.repeat(20)}` as const;
const SPENDER = `0x${'22'.repeat(20)}` as const;
const TOKEN = `0x${'70'.repeat(20)}` as const;
const PROXY = `0x${'71'.repeat(20)}` as const;
const STRANGE = `0x${'72'.repeat(20)}` as const;

/**
 * Reads slot 5 first, as a token looks whether it is paused, then gives the slot whose number is the hash of the
 * arguments: SLOAD(5), POP, CALLDATACOPY(0, 4, 64), MSTORE(0, SLOAD(KECCAK256(0, 64))), RETURN(0, 32).
 */
const TOKEN_CODE = code(
  `${push(5)}5450`,
  `${push(64)}${push(4)}${push(0)}37`,
  `${push(64)}${push(0)}2054${push(0)}52`,
  `${push(32)}${push(0)}f3`,
);
/** DELEGATECALL of the token with the whole call; gives back the word that it gives. */
const PROXY_CODE = code(
  `36${push(0)}${push(0)}37`,
  `${push(32)}${push(0)}36${push(0)}${push(TOKEN)}5af450`,
  `${push(32)}${push(0)}f3`,
);

let node: DevNode;
beforeAll(async () => {
  node = await openDevNode();
  await node.call('anvil_setCode', TOKEN, TOKEN_CODE);
  await node.call('anvil_setCode', PROXY, PROXY_CODE);
  await node.call('anvil_setCode', STRANGE, code(giveBack(`0x${'00'.repeat(32)}`, 'f3')));
});
afterAll(() => node.close());

const balance = async (to: string) =>
  BigInt(
    await node.call('eth_call', {
      to,
      data: encodeFunctionData({ abi, functionName: 'balanceOf', args: [OWNER] }),
    }),
  );

test.each([
  ['anvil_dealERC20', TOKEN, null],
  ['anvil_setERC20Balance', PROXY, null],
  ['hardhat_dealERC20', TOKEN, true],
])('%s finds the slot of a balance', async (method, token, result) => {
  await node.call('anvil_reset');
  await node.call('anvil_setCode', TOKEN, TOKEN_CODE);
  await node.call('anvil_setCode', PROXY, PROXY_CODE);
  expect(await node.call(method, OWNER, token, '0x1234')).toBe(result);
  expect(await balance(token)).toBe(0x1234n);
  // A balance that is right already must not be looked for: any slot would seem to hold it.
  await node.call(method, OWNER, token, '0x1234');
  expect(Number(await node.call('eth_getStorageAt', token, '0x5', 'latest'))).toBe(0);
});

test('setERC20Allowance', async () => {
  await node.call('anvil_setERC20Allowance', OWNER, SPENDER, TOKEN, 77);
  const data = encodeFunctionData({ abi, functionName: 'allowance', args: [OWNER, SPENDER] });
  expect(BigInt(await node.call('eth_call', { to: TOKEN, data }))).toBe(77n);
});

test('a contract that keeps no balance in a slot is refused', async () => {
  await node.call('anvil_setCode', STRANGE, code(giveBack(`0x${'00'.repeat(32)}`, 'f3')));
  expect((await node.refusal('anvil_dealERC20', OWNER, STRANGE, 5)).message).toBe(
    'Unable to set ERC20 balance, no slot found',
  );
});
