import { expect, test } from 'bun:test';
import { AsciiWriter } from '../../../rpc/trace/asciiWriter.ts';
import { stackEffect } from '../../../rpc/trace/opcodes.ts';
import { StackWriter } from '../../../rpc/trace/stackWriter.ts';
import { EMPTY_BYTES } from '../../../storage/encoding/bytes.ts';
import { Random } from '../../chain/support/random.ts';

const written = (writer: AsciiWriter) => new TextDecoder().decode(writer.finish());
const step = (stack: readonly bigint[], depth: number, opcode: number) => ({
  ...{ pc: 0, opcode, name: '', gas: 0, cost: 0, depth, stack, refund: 0 },
  ...{ address: EMPTY_BYTES, memory: EMPTY_BYTES, returnData: EMPTY_BYTES },
});

const [ADD, POP, PUSH1, DUP1, SWAP1, CALL] = [0x01, 0x50, 0x60, 0x80, 0x90, 0xf1];

/** What the instruction makes of a stack, CALL and ADD with any results. */
function run(stack: bigint[], opcode: number, random: Random): void {
  const top = stack.length - 1;
  if (opcode >= SWAP1 && opcode < CALL) {
    const other = top - (opcode - SWAP1 + 1);
    [stack[top], stack[other]] = [stack[other] as bigint, stack[top] as bigint];
  } else if (opcode >= DUP1 && opcode < SWAP1) stack.push(stack[top - (opcode - DUP1)] as bigint);
  else {
    stack.length -= stackEffect(opcode)[0];
    if (opcode !== POP) stack.push(random.uint(random.int(2) === 0 ? 8 : 256));
  }
}

test('stacks of frames within frames are written whole at every step', () => {
  const random = new Random(11);
  const writer = new AsciiWriter();
  const stacks = new StackWriter(writer);
  const expected: string[] = [];
  const frames: bigint[][] = [[]];
  for (let count = 0; count < 20_000; count++) {
    const stack = frames.at(-1) as bigint[];
    const chosen = [ADD, POP, PUSH1, PUSH1, PUSH1, DUP1 + random.int(16), SWAP1 + random.int(16), CALL];
    const opcode = chosen[random.int(chosen.length)] as number;
    if (stackEffect(opcode)[0] > stack.length) continue;
    stacks.write(step([...stack], frames.length - 1, opcode));
    expected.push(JSON.stringify(stack.map((item) => `0x${item.toString(16)}`)));
    run(stack, opcode, random);
    if (opcode === CALL && frames.length < 6) frames.push([]);
    else if (frames.length > 1 && random.int(20) === 0) frames.pop();
  }
  expect(expected.length).toBeGreaterThan(10_000);
  expect(written(writer)).toBe(expected.join(''));
});

test('numbers are written as JSON has them', () => {
  const numbers = [0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, 30_000_000, 2 ** 53 - 1];
  const writer = new AsciiWriter();
  for (const number of numbers) {
    writer.number(number);
    writer.text(',');
  }
  expect(written(writer)).toBe(`${numbers.map((number) => JSON.stringify(number)).join(',')},`);
});
