import { expect, test } from 'bun:test';
import { urlHost } from '../../../rpc/server/urlHost.ts';

test.each([
  ['127.0.0.1', '127.0.0.1'],
  ['localhost', 'localhost'],
  ['::1', '[::1]'],
])('%s stands in an address as %s', (host, expected) => {
  expect(urlHost(host)).toBe(expected);
  expect(new URL(`http://${urlHost(host)}:8545`).port).toBe('8545');
});
