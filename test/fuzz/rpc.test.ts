import { expect, test } from 'bun:test';
import { methodTable } from '../../rpc/methods/table.ts';
import { complaintOf } from './rpc/complaint.ts';
import { runSession } from './rpc/session.ts';

test('1,500 random bodies from the method table get proper answers, and the chain works afterwards', async () => {
  for (const session of [0, 1]) {
    expect(await runSession({ seed: 1, session, bodies: 750 })).toBeUndefined();
  }
}, 120_000);

test('the fuzzer sees what no answer may be', () => {
  const method = methodTable({ dev: true }).find(({ name }) => name === 'eth_chainId');
  if (method === undefined) throw new Error('no eth_chainId');
  const body = { text: '', methods: new Map([[1, method]]), answers: 1, transport: 'http' } as const;
  const complaint = (answer: object) =>
    complaintOf(body, JSON.stringify({ jsonrpc: '2.0', id: 1, ...answer }));
  expect(complaint({ result: '0x1' })).toBeUndefined();
  expect(complaint({ error: { code: -32602, message: 'invalid argument 0' } })).toBeUndefined();
  expect(complaint({ error: { code: -32603, message: 'internal error' } })).toContain('internal error');
  expect(complaint({ error: { code: -32000, message: 'x\n    at run (/a/b.ts:1:2)' } })).toContain(
    'stack trace',
  );
  expect(complaint({ error: { code: 'x', message: 'x' } })).toContain('another form');
  expect(complaint({ result: 'one' })).toContain('eth_chainId');
  expect(complaint({})).toContain('neither');
  expect(complaint({ result: '0x1', error: { code: 1, message: '' } })).toContain('both');
  expect(complaintOf(body, '<html>')).toContain('not JSON');
  expect(
    complaintOf({ ...body, answers: 2 }, JSON.stringify([{ jsonrpc: '2.0', id: 1, result: '0x1' }])),
  ).toContain('1 answers to 2');
});
