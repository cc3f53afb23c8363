import { bigIntToFixedBytes } from '../../../storage/encoding/bytes.ts';
import { required } from '../../method.ts';
import { toBytes } from '../../schema/parse.ts';
import { Address, Bool, Data, Hash32, LenientQuantity } from '../../schema/scalar.ts';
import { type Command, devMethods, isHardhat, toBounded } from './command.ts';

const commands: readonly Command[] = [
  {
    names: ['anvil_setBalance', 'hardhat_setBalance', 'evm_setAccountBalance', 'tenderly_setBalance'],
    summary: 'Sets the balance of an account, in wei.',
    params: [required('address', Address), required('balance', LenientQuantity)],
    run: ([address, balance], dev) => dev.setBalance(toBytes(address), toBounded(balance, 256, 'balance')),
  },
  {
    names: ['anvil_addBalance', 'hardhat_addBalance', 'tenderly_addBalance'],
    summary: 'Adds to the balance of an account, in wei.',
    params: [required('address', Address), required('amount', LenientQuantity)],
    run([address, amount], dev, { chain }) {
      const account = toBytes(address);
      const balance = chain.stateAt(chain.head()).account(account)?.balance ?? 0n;
      return dev.setBalance(account, toBounded(balance + toBounded(amount, 256, 'amount'), 256, 'balance'));
    },
  },
  {
    names: ['anvil_setCode', 'hardhat_setCode', 'evm_setAccountCode'],
    summary: 'Sets the code of an account.',
    params: [required('address', Address), required('code', Data)],
    run: ([address, code], dev) => dev.setCode(toBytes(address), toBytes(code)),
  },
  {
    names: ['anvil_setNonce', 'hardhat_setNonce', 'evm_setAccountNonce'],
    summary: 'Sets the nonce of an account; hardhat_setNonce refuses one below the current nonce.',
    params: [required('address', Address), required('nonce', LenientQuantity)],
    run: ([address, nonce], dev, _context, name) =>
      dev.setNonce(toBytes(address), toBounded(nonce, 64, 'nonce'), !isHardhat(name)),
  },
  {
    names: ['anvil_setStorageAt', 'hardhat_setStorageAt', 'evm_setAccountStorageAt'],
    summary: 'Writes one storage slot; the value has all 32 bytes.',
    params: [required('address', Address), required('slot', LenientQuantity), required('value', Hash32)],
    result: { name: 'done', schema: Bool },
    async run([address, slot, value], dev) {
      await dev.setStorageAt(
        toBytes(address),
        bigIntToFixedBytes(toBounded(slot, 256, 'slot'), 32),
        toBytes(value),
      );
      return true;
    },
  },
];

/** Direct changes to accounts between two blocks. */
export const devStateMethods = devMethods(commands);
