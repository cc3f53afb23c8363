import { Type } from '@sinclair/typebox';
import type { DevControl } from '../../context/dev.ts';
import { InvalidParamsError } from '../../errors.ts';
import { optional, required } from '../../method.ts';
import { maybe } from '../../schema/call.ts';
import { BlockResult } from '../../schema/results.ts';
import { Bool, LenientQuantity } from '../../schema/scalar.ts';
import { type Command, devMethods, isHardhat, toBounded, toOptionalBounded } from './command.ts';
import { formatMinedBlock } from './minedBlock.ts';

/** Blocks that one request may make. */
const MOST_BLOCKS = 1_000_000n;

/** evm_mine's parameter: a time, or a time and a number of blocks. */
const MineOptions = Type.Union([
  LenientQuantity,
  Type.Object({ timestamp: maybe(LenientQuantity), blocks: maybe(LenientQuantity) }),
]);

/** Hardhat takes a range to choose each interval from; the mean of it is used here. */
const Interval = Type.Union([LenientQuantity, Type.Array(LenientQuantity, { minItems: 2, maxItems: 2 })]);

/** evm_setIntervalMining counts in milliseconds from here on: nobody wants to wait 1000 seconds for a block. */
const MILLISECONDS_FROM = 1000;

const commands: readonly Command[] = [
  {
    names: ['anvil_mine', 'hardhat_mine'],
    summary: 'Makes blocks, each `interval` seconds after the one before (hardhat_mine: 1 unless given).',
    params: [optional('blocks', LenientQuantity), optional('interval', LenientQuantity)],
    run([blocks, interval], dev, _context, name) {
      const step = toOptionalBounded(interval, 64, 'interval') ?? (isHardhat(name) ? 1n : 0n);
      return dev.mine(blockCount(blocks), step === 0n ? undefined : step);
    },
  },
  {
    names: ['evm_mine'],
    summary: 'Makes one block, or as many as the options say; the first one at the time given.',
    params: [optional('options', MineOptions, 'a timestamp, or {timestamp, blocks}')],
    result: { name: 'done', schema: Type.Literal('0x0') },
    async run([options], dev) {
      await mine(options, dev);
      return '0x0';
    },
  },
  {
    names: ['evm_mine_detailed', 'anvil_mine_detailed'],
    summary: 'As evm_mine, and tells the blocks made, with what each transaction returned.',
    params: [optional('options', MineOptions, 'a timestamp, or {timestamp, blocks}')],
    result: { name: 'blocks', schema: Type.Array(BlockResult) },
    async run([options], dev, context) {
      const count = await mine(options, dev);
      const head = context.chain.head().header.number;
      const blocks: object[] = [];
      for (let number = head - count + 1n; number <= head; number++) {
        const block = context.chain.blockByNumber(number);
        if (block !== undefined) blocks.push(await formatMinedBlock(block, context));
      }
      return blocks;
    },
  },
  {
    names: ['hardhat_getAutomine', 'anvil_getAutomine'],
    summary: 'True where each transaction is mined at once.',
    result: { name: 'automine', schema: Bool },
    run: (_params, dev) => dev.automine(),
  },
  {
    names: ['evm_setAutomine', 'anvil_setAutomine'],
    summary: 'Turns mining each transaction at once on or off.',
    params: [required('enabled', Bool)],
    run: ([enabled], dev) => dev.setAutomine(enabled === true),
  },
  {
    names: ['evm_setIntervalMining'],
    summary:
      'Makes a block in each interval; 0 ends that. Below 1000 it is in seconds and turns automine off (as anvil does), from 1000 on and as a range in milliseconds (Hardhat).',
    params: [required('interval', Interval)],
    run([interval], dev) {
      if (Array.isArray(interval)) return dev.setInterval(orNever(meanOf(interval)));
      const given = Number(toBounded(interval, 32, 'interval'));
      return given < MILLISECONDS_FROM ? setSeconds(given, dev) : dev.setInterval(given);
    },
  },
  {
    names: ['anvil_setIntervalMining'],
    summary: 'Makes a block each time this many seconds have passed, and turns automine off; 0 ends that.',
    params: [required('seconds', LenientQuantity)],
    run: ([seconds], dev) => setSeconds(Number(toBounded(seconds, 31, 'seconds')), dev),
  },
  {
    names: ['anvil_getIntervalMining'],
    summary: 'Seconds between blocks; null where there is no interval.',
    result: { name: 'seconds', schema: Type.Union([Type.Number(), Type.Null()]) },
    run(_params, dev) {
      const milliseconds = dev.interval();
      return milliseconds === undefined ? null : milliseconds / 1000;
    },
  },
  {
    names: ['hardhat_intervalMine'],
    summary: 'Makes one block, as the interval would.',
    run: (_params, dev) => dev.mine(1n, undefined),
  },
];

/** Making blocks. */
export const devMiningMethods = devMethods(commands);

/** Makes blocks by evm_mine's options; tells how many. Throws InvalidParamsError. */
async function mine(options: unknown, dev: DevControl): Promise<bigint> {
  const { timestamp, blocks } = mineOptions(options);
  const count = blockCount(blocks ?? undefined);
  if (count === 0n) return 0n;
  await dev.mineAt(toOptionalBounded(timestamp ?? undefined, 64, 'timestamp'));
  if (count > 1n) await dev.mine(count - 1n, undefined);
  return count;
}

/** anvil mines by interval or by transaction, not both; Hardhat keeps the two apart. */
async function setSeconds(seconds: number, dev: DevControl): Promise<void> {
  if (seconds > 0) await dev.setAutomine(false);
  await dev.setInterval(orNever(seconds * 1000));
}

function mineOptions(options: unknown): { readonly timestamp?: unknown; readonly blocks?: unknown } {
  return typeof options === 'object' && options !== null ? options : { timestamp: options };
}

function blockCount(value: unknown): bigint {
  const count = toOptionalBounded(value, 64, 'blocks') ?? 1n;
  if (count > MOST_BLOCKS) throw new InvalidParamsError(`at most ${MOST_BLOCKS} blocks at a time`);
  return count;
}

function meanOf(range: readonly unknown[]): number {
  const [least = 0, most = 0] = range.map((value) => Number(toBounded(value, 32, 'interval')));
  if (least > most)
    throw new InvalidParamsError('invalid interval range: the first value is above the second');
  return Math.round((least + most) / 2);
}

function orNever(milliseconds: number): number | undefined {
  return milliseconds === 0 ? undefined : milliseconds;
}
