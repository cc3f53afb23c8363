import { describe, expect, test } from 'bun:test';
import { classify, nativeKindOf } from '../../../../chain/transaction/native/classify.ts';
import { requireTarget } from '../../../../chain/transaction/native/decode.ts';
import { kindRow } from '../../../../chain/transaction/native/kinds.ts';
import { moduleNumber } from '../../../../chain/transaction/native/targets.ts';
import { fromHex } from '../../../../storage/encoding/bytes.ts';
import { callData, moduleAddress } from './random.ts';
import { EMPTY } from './support.ts';

const account = new Uint8Array(20).fill(0x44);
const nobody = () => false;
const code = () => true;

describe('the kind of an Ethereum transaction', () => {
  const word = new Uint8Array(32);
  const cases: [string, string, Uint8Array | undefined, Uint8Array, () => boolean][] = [
    ['transfer', 'normal', account, EMPTY, nobody],
    ['transfer', 'contract_call', account, word, nobody],
    ['contract_call', 'contract_call', account, EMPTY, code],
    ['contract_deploy', 'contract_deploy', undefined, word, nobody],
    ['module_call', 'module_call', moduleAddress(2), callData('get(bytes32)', word), code],
    ['module_call', 'module_call', moduleAddress(3), callData('balanceOf(address)', word), code],
    ['contract_call', 'contract_call', moduleAddress(6), EMPTY, code],
    ['stake', 'stake', moduleAddress(3), callData('lock()', EMPTY), code],
    ['unstake', 'unstake', moduleAddress(3), callData('unlock(uint256)', word), code],
    ['unstake', 'unstake', moduleAddress(3), callData('claim()', EMPTY), code],
    ['governance', 'governance', moduleAddress(3), callData('delegate(address)', word), code],
    ['governance', 'governance', moduleAddress(4), callData('rollBack(uint256)', word), code],
    ['governance_vote', 'governance_vote', moduleAddress(4), callData('castVote(uint256,uint8)', word), code],
    [
      'treasury_allocation',
      'treasury_allocation',
      moduleAddress(6),
      callData('claimStream(uint256)', word),
      code,
    ],
  ];
  for (const [kind, sentAs, to, data, hasCode] of cases) {
    test(`${kind}, sent natively as ${sentAs}`, () => {
      expect(classify({ to, data }, hasCode)).toBe(kind as 'stake');
      const native = nativeKindOf({ to, data }, hasCode);
      expect(native).toBe(sentAs as 'stake');
      expect(() => requireTarget(kindRow(native), { to, data })).not.toThrow();
    });
  }

  test('a native transaction says it itself', () => {
    const native = { kind: 'module_call' as const, publicKey: EMPTY, signature: EMPTY };
    expect(classify({ native, to: moduleAddress(3), data: callData('lock()', EMPTY) }, code)).toBe(
      'module_call',
    );
  });

  test('addresses of modules are those of the prefix that end in a number', () => {
    expect(moduleNumber(moduleAddress(12))).toBe(12);
    expect(moduleNumber(fromHex(`584149${'00'.repeat(17)}`))).toBeUndefined();
    expect(moduleNumber(fromHex(`584149${'00'.repeat(15)}0101`))).toBeUndefined();
    expect(moduleNumber(account)).toBeUndefined();
  });
});
