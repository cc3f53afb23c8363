import { Type } from '@sinclair/typebox';
import { required } from '../../method.ts';
import { Bool, LenientQuantity } from '../../schema/scalar.ts';
import { type Command, devMethods, isHardhat, toBounded } from './command.ts';

/** Times above this are milliseconds: the year 33,658 in seconds, 2001 in milliseconds. */
const MILLISECONDS_FROM = 1_000_000_000_000n;

const Seconds = Type.Integer({ description: 'seconds' });

const commands: readonly Command[] = [
  {
    names: ['evm_increaseTime', 'anvil_increaseTime'],
    summary: 'Moves the clock forward; tells by how much it is ahead of the real one in all.',
    params: [required('seconds', LenientQuantity)],
    result: { name: 'offset', schema: Seconds },
    run: async ([seconds], dev) => Number(await dev.increaseTime(toBounded(seconds, 64, 'seconds'))),
  },
  {
    names: ['evm_setNextBlockTimestamp', 'anvil_setNextBlockTimestamp'],
    summary: 'Fixes the time of the next block, which later blocks follow.',
    params: [required('timestamp', LenientQuantity)],
    run: ([timestamp], dev) => dev.setNextBlockTimestamp(toBounded(timestamp, 64, 'timestamp')),
  },
  {
    names: ['evm_setTime', 'anvil_setTime'],
    summary: 'Sets the clock, given in seconds or milliseconds; tells how far it went forward, in seconds.',
    params: [required('timestamp', LenientQuantity)],
    result: { name: 'difference', schema: Seconds },
    async run([timestamp], dev) {
      const given = toBounded(timestamp, 64, 'timestamp');
      const difference = await dev.setTime(given > MILLISECONDS_FROM ? given / 1000n : given);
      return Math.max(0, Number(difference));
    },
  },
  {
    names: ['anvil_setBlockTimestampInterval', 'hardhat_setBlockTimestampInterval'],
    summary: 'Puts each block this much after its parent: seconds for anvil_*, milliseconds for hardhat_*.',
    params: [required('interval', LenientQuantity)],
    run([interval], dev, _context, name) {
      const given = toBounded(interval, 64, 'interval');
      return dev.setBlockTimestampInterval(isHardhat(name) ? given / 1000n : given);
    },
  },
  {
    names: ['anvil_removeBlockTimestampInterval', 'hardhat_removeBlockTimestampInterval'],
    summary: 'Lets block times follow the clock again; tells whether an interval was set.',
    result: { name: 'removed', schema: Bool },
    run: (_params, dev) => dev.setBlockTimestampInterval(undefined),
  },
];

/** The clock that block times are taken from. */
export const devTimeMethods = devMethods(commands);
