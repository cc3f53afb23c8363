import { expect, test } from 'bun:test';
import { feeHistoryText } from '../../../rpc/format/feeHistory.ts';
import { bytesAsQuantityHex, quantityHex } from '../../../rpc/format/hex.ts';
import { formatProof } from '../../../rpc/format/proof.ts';
import { formatWithdrawal } from '../../../rpc/format/withdrawal.ts';
import { fromHex } from '../../../storage/encoding/bytes.ts';

test('quantities have no leading zeros', () => {
  expect([quantityHex(0n), quantityHex(255), quantityHex(2n ** 64n)]).toEqual([
    '0x0',
    '0xff',
    '0x10000000000000000',
  ]);
  expect(bytesAsQuantityHex(fromHex('0x000a'))).toBe('0xa');
  expect(bytesAsQuantityHex(new Uint8Array(0))).toBe('0x0');
});

test('a proof shows the keys as they were asked for', () => {
  const key = fromHex('0'.repeat(64));
  const slot = { key, value: 56n, proof: [Uint8Array.of(1)] };
  const proof = {
    nonce: 1n,
    balance: 0n,
    codeHash: new Uint8Array(32),
    storageHash: new Uint8Array(32),
    accountProof: [Uint8Array.of(2)],
    storageProof: [slot, slot],
  };
  expect(formatProof(new Uint8Array(20), proof, [false, true]).storageProof).toEqual([
    { key: '0x0', value: '0x38', proof: ['0x01'] },
    { key: `0x${'0'.repeat(64)}`, value: '0x38', proof: ['0x01'] },
  ]);
});

test('fee history: rewards only where percentiles were asked for', () => {
  const history = {
    oldestBlock: 1n,
    baseFeePerGas: [7n, 8n],
    gasUsedRatio: [0.5],
    baseFeePerBlobGas: [1n, 1n],
    blobGasUsedRatio: [0],
    reward: undefined,
  };
  const shown = {
    oldestBlock: '0x1',
    baseFeePerGas: ['0x7', '0x8'],
    gasUsedRatio: [0.5],
    baseFeePerBlobGas: ['0x1', '0x1'],
    blobGasUsedRatio: [0],
  };
  expect(feeHistoryText(history).text).toBe(JSON.stringify(shown));
  expect(feeHistoryText(history)).toBe(feeHistoryText(history));
  expect(feeHistoryText({ ...history, reward: [[3n]] }).toJSON()).toEqual({ ...shown, reward: [['0x3']] });
});

test('a withdrawal is in gwei', () => {
  const withdrawal = { index: 1n, validatorIndex: 2n, address: new Uint8Array(20), amount: 3n };
  expect(formatWithdrawal(withdrawal)).toEqual({
    index: '0x1',
    validatorIndex: '0x2',
    address: `0x${'00'.repeat(20)}`,
    amount: '0x3',
  });
});
