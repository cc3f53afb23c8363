import { describe, expect, test } from 'bun:test';
import { encodeFunctionData, parseAbi } from 'viem';
import { consoleLine } from '../../../rpc/console/consoleLine.ts';
import { createConsoleTracer } from '../../../rpc/console/consoleTracer.ts';
import { consoleSignatures } from '../../../rpc/console/signatures.ts';
import { EMPTY_BYTES, fromHex } from '../../../storage/encoding/bytes.ts';

const ADDRESS = '0x5FbDB2315678afecb367f032d93F642f64180aa3';

/** Calldata of `log` with these types, by viem's encoder. */
function call(types: string, ...args: unknown[]): Uint8Array {
  const abi = parseAbi([`function log(${types})`] as readonly string[]);
  return fromHex(
    encodeFunctionData({ abi, functionName: 'log', args } as Parameters<typeof encodeFunctionData>[0]),
  );
}

describe('the signature table', () => {
  test('has the 375 functions of console.sol and the old names of those with integers', () => {
    // log() + bytes + 32 bytesN + int256 + 4 + 16 + 64 + 256 = 375
    const canonical = 1 + 1 + 32 + 1 + 4 + 16 + 64 + 256;
    // lists without a uint256: 1 + 3 + 9 + 27 + 81 of 341; the other 220 and int256 have an old name
    expect(consoleSignatures().size).toBe(canonical + 221);
  });

  test('knows the selectors that the libraries hard-code', () => {
    // log(string), log(uint256), log(uint) of Hardhat before 2.15, log(string,uint256)
    for (const selector of ['41304fac', 'f82c50f1', 'f5b1bba9', 'b60e72cc']) {
      expect(consoleSignatures().has(Buffer.from(selector, 'hex').toString('latin1'))).toBe(true);
    }
  });
});

describe('consoleLine', () => {
  test.each([
    [call(''), ''],
    [call('string', 'hello'), 'hello'],
    [call('string', ''), ''],
    [call('uint256', 2n ** 256n - 1n), (2n ** 256n - 1n).toString()],
    [call('int256', -5n), '-5'],
    [call('bool', true), 'true'],
    [call('address', ADDRESS), ADDRESS.toLowerCase()],
    [call('bytes', '0x010203'), '0x010203'],
    [call('bytes4', '0xdeadbeef'), '0xdeadbeef'],
    [call('string,uint256', 'value', 7n), 'value 7'],
    [call('string,uint256', 'value: %d!', 2n ** 200n), `value: ${2n ** 200n}!`],
    [call('string,uint256', '%i of %s', 7n), '7 of %s'],
    [call('string,uint256', '100%%d', 7n), '100%d 7'],
    [call('string,string,bool,address', 'a %s', 'b', false, ADDRESS), `a b false ${ADDRESS.toLowerCase()}`],
    [call('uint256,uint256', 1n, 2n), '1 2'],
  ])('prints as Hardhat does (%#)', (input, line) => {
    expect(consoleLine(input)).toBe(line);
  });

  test('takes the selectors of old libraries', () => {
    const input = call('uint256', 42n);
    input.set(fromHex('f5b1bba9'));
    expect(consoleLine(input)).toBe('42');
  });

  test('leaves anything else alone', () => {
    expect(consoleLine(EMPTY_BYTES)).toBeUndefined();
    expect(consoleLine(fromHex('12345678'))).toBeUndefined();
    expect(consoleLine(call('string', 'cut off').subarray(0, 70))).toBeUndefined();
    const wild = call('string', 'x');
    wild.fill(0xff, 4, 36);
    expect(consoleLine(wild)).toBeUndefined();
  });
});

test('createConsoleTracer hears calls to the console address only', () => {
  const lines: string[] = [];
  const tracer = createConsoleTracer((line) => lines.push(line));
  const entry = {
    depth: 1,
    kind: 'STATICCALL' as const,
    from: new Uint8Array(20),
    input: call('string', 'hi'),
    gas: 0n,
    value: 0n,
    precompile: false,
  };
  tracer.onEnter?.({ ...entry, to: fromHex('000000000000000000636F6e736F6c652e6c6f67') });
  tracer.onEnter?.({ ...entry, to: new Uint8Array(20) });
  expect(lines).toEqual(['hi']);
});
