import { Type } from '@sinclair/typebox';
import { ServerError } from '../../errors.ts';
import { required } from '../../method.ts';
import { toBytes } from '../../schema/parse.ts';
import { Address, Bool, Hash32 } from '../../schema/scalar.ts';
import { type Command, devMethods } from './command.ts';

const commands: readonly Command[] = [
  {
    names: ['hardhat_dropTransaction'],
    summary: 'Takes a transaction out of the pool; tells whether it was there.',
    params: [required('transactionHash', Hash32)],
    result: { name: 'dropped', schema: Bool },
    async run([hash], dev, { chain }) {
      const bytes = toBytes(hash);
      if (await dev.dropTransaction(bytes)) return true;
      if (chain.transaction(bytes) === undefined) return false;
      throw new ServerError(`Transaction ${String(hash)} cannot be dropped because it's already mined`);
    },
  },
  {
    names: ['anvil_dropTransaction'],
    summary: 'Takes a transaction out of the pool; tells its hash, or null if it was not there.',
    params: [required('transactionHash', Hash32)],
    result: { name: 'dropped', schema: Type.Union([Hash32, Type.Null()]) },
    run: async ([hash], dev) => ((await dev.dropTransaction(toBytes(hash))) ? hash : null),
  },
  {
    names: ['anvil_dropAllTransactions', 'hardhat_dropAllTransactions'],
    summary: 'Empties the pool.',
    run: (_params, dev) => dev.dropAllTransactions(),
  },
  {
    names: ['anvil_removePoolTransactions'],
    summary: "Takes one sender's transactions out of the pool.",
    params: [required('sender', Address)],
    run: ([sender], dev) => dev.dropAllTransactions(toBytes(sender)),
  },
];

/** Transactions that are not mined yet. */
export const devPoolMethods = devMethods(commands);
