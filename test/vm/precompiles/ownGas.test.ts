import { expect, test } from 'bun:test';
import { EMPTY_BYTES, fromHex, toHex } from '../../../storage/encoding/bytes.ts';
import { runPrecompile } from '../../../vm/reference/precompiles.ts';
import type { ForkName } from '../../../vm/rules/forks.ts';
import { precompileAt } from '../../../vm/wasm/precompiles.ts';
import { randomNumbers } from '../wasm/programs.ts';
import { block, rules, world } from '../world.ts';

const random = randomNumbers(12);
const bytes = (length: number) =>
  Array.from({ length }, () => random(256).toString(16).padStart(2, '0')).join('');
const length = (value: number | bigint) => value.toString(16).padStart(64, '0');

async function expectSame(fork: ForkName, number: number, input: string, gas: number): Promise<string> {
  const address = new Uint8Array(20);
  address[19] = number;
  const context = { rules: rules(fork), block: block(), state: world(), tracer: undefined };
  const here = await precompileAt(context, address)?.(fromHex(input), gas);
  const library = await runPrecompile(context.rules, address, fromHex(input), gas);
  const said = (answer: typeof library | undefined) =>
    `${answer?.halt === undefined ? 'done' : 'failed'} ${answer?.gasUsed} ${toHex(answer?.output ?? EMPTY_BYTES)}`;
  expect(`${fork} ${input} ${said(here)}`).toBe(`${fork} ${input} ${said(library)}`);
  return said(here);
}

test.each(['byzantium', 'berlin', 'osaka'] as const)(
  'powers of %s and their gas are the library’s',
  async (fork) => {
    const sizes = [0, 0, 1, 2, 8, 31, 32, 33, 64, 65, 100, 256, 300, 1023, 1024, 1025, 1100];
    for (let i = 0; i < 150; i++) {
      const [b = 0, e = 0, m = 0] = [0, 0, 0].map(() => sizes[random(i % 3 === 0 ? sizes.length : 10)] ?? 0);
      const number = (size: number) =>
        ['0'.repeat(2 * size), 'f'.repeat(2 * size), '1'.padStart(2 * size, '0').slice(0, 2 * size)][
          random(8)
        ] ?? bytes(size);
      const whole = length(b) + length(e) + length(m) + number(b) + number(e) + number(m);
      const cut = random(4) === 0 ? 2 * random(1 + whole.length / 2) : whole.length;
      const input = random(5) === 0 ? `${whole}ff` : whole.slice(0, cut);
      await expectSame(fork, 5, input, 10_000_000);
    }
    const endless = [2n ** 256n - 1n, 2n ** 64n, 2n ** 32n, 2n ** 31n];
    for (const huge of endless) {
      for (const [b, e, m] of [
        [huge, 1, 1],
        [1, huge, 1],
        [1, 1, huge],
        [0, huge, 0],
        [huge, huge, huge],
        [0, 0, huge],
      ] as const) {
        await expectSame(fork, 5, length(b) + length(e) + length(m) + bytes(70), 10_000_000);
      }
    }
    for (const input of ['', '00', length(1), length(1) + length(1)])
      await expectSame(fork, 5, input, 10_000_000);
    await expectSame(fork, 5, length(1) + length(1) + length(1) + bytes(3), 1);
  },
);

test('compressions of any number of rounds are the library’s', async () => {
  for (let i = 0; i < 60; i++) {
    const rounds = [0, 1, 2, 9, 10, 11, 12, 20, 25, 1000][random(10)] ?? 0;
    const final = ['00', '01', '01', '02', 'ff'][random(5)] ?? '';
    const input = rounds.toString(16).padStart(8, '0') + bytes(208) + final;
    await expectSame('osaka', 9, input, random(10) === 0 ? 5 : 10_000);
  }
  for (const input of ['', bytes(212), bytes(214), `ffffffff${bytes(208)}01`]) {
    expect(await expectSame('osaka', 9, input, 10_000)).toStartWith('failed');
  }
});
