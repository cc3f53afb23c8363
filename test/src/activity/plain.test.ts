import { expect, test } from 'bun:test';
import type { Block } from '../../../chain/block/block.ts';
import type { Receipt } from '../../../chain/receipt/receipt.ts';
import { plainActivity } from '../../../src/activity/plain.ts';
import { toHex } from '../../../storage/encoding/bytes.ts';

const hash = (byte: number) => new Uint8Array(32).fill(byte);

test('requests, console lines and blocks are told as anvil tells them', () => {
  let text = '';
  const activity = plainActivity((part) => {
    text += part;
  });
  const request = { transport: 'http', milliseconds: 1, params: [] } as const;
  activity.request?.({ ...request, method: 'eth_chainId', error: undefined });
  activity.request?.({
    ...request,
    method: 'eth_call',
    error: { code: 3, message: 'execution reverted: no' },
  });
  activity.consoleLine('one\ntwo');
  const block = {
    header: { number: 7n, timestamp: 1_700_000_000n },
    hash: hash(9),
    transactions: [{ hash: hash(1) }, { hash: hash(2) }],
  } as unknown as Block;
  const receipts = [
    { succeeded: true, gasUsed: 53_000n, contractAddress: new Uint8Array(20).fill(0xab) },
    { succeeded: false, gasUsed: 30_000n, contractAddress: undefined },
  ] as unknown as Receipt[];
  activity.block(block, receipts, new Map([[toHex(hash(2)), 'reverted: no']]));
  expect(text).toBe(`eth_chainId
eth_call
    Error: execution reverted: no
    one
    two

    Transaction: ${toHex(hash(1))}
    Contract created: 0xABaBaBaBABabABabAbAbABAbABabababaBaBABaB
    Gas used: 53000

    Transaction: ${toHex(hash(2))}
    Gas used: 30000
    Error: reverted: no

    Block Number: 7
    Block Hash: ${toHex(hash(9))}
    Block Time: "Tue, 14 Nov 2023 22:13:20 GMT"

`);
});

test('a time that no calendar has is told in seconds', () => {
  let text = '';
  const header = { number: 8n, timestamp: 2n ** 50n };
  const block = { header, hash: hash(9), transactions: [] } as unknown as Block;
  plainActivity((part) => {
    text += part;
  }).block(block, [], new Map());
  expect(text).toContain('Block Time: "1125899906842624 s"');
});
