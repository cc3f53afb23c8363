import { InvalidParamsError } from '../../errors.ts';
import { required } from '../../method.ts';
import { toBytes } from '../../schema/parse.ts';
import { Address, Bool, Data } from '../../schema/scalar.ts';
import { type Command, devMethods } from './command.ts';

const SIGNATURE_SIZE = 65;

const commands: readonly Command[] = [
  {
    names: ['anvil_impersonateAccount', 'hardhat_impersonateAccount'],
    summary: 'Lets transactions of this address be sent without its key.',
    params: [required('address', Address)],
    run: ([address], dev) => dev.impersonate(toBytes(address)),
  },
  {
    names: ['hardhat_stopImpersonatingAccount'],
    summary: 'Ends an impersonation; tells whether there was one.',
    params: [required('address', Address)],
    result: { name: 'stopped', schema: Bool },
    run: ([address], dev) => dev.stopImpersonating(toBytes(address)),
  },
  {
    names: ['anvil_stopImpersonatingAccount'],
    summary: 'Ends an impersonation.',
    params: [required('address', Address)],
    run: ([address], dev) => dev.stopImpersonating(toBytes(address)),
  },
  {
    names: ['anvil_autoImpersonateAccount', 'hardhat_autoImpersonateAccount'],
    summary: 'Lets transactions of every address be sent without a key, or ends that.',
    params: [required('enabled', Bool)],
    run: ([enabled], dev) => dev.autoImpersonate(enabled === true),
  },
  {
    names: ['anvil_impersonateSignature'],
    summary:
      'Lets ecrecover answer this address for this signature, whatever was signed; evm_revert and anvil_reset do not end it.',
    params: [required('signature', Data, '65 bytes: r, s and v'), required('address', Address)],
    run([signature, address], dev) {
      const bytes = toBytes(signature);
      if (bytes.length !== SIGNATURE_SIZE) {
        throw new InvalidParamsError(`signature: expected ${SIGNATURE_SIZE} bytes, got ${bytes.length}`);
      }
      return dev.impersonateSignature(bytes, toBytes(address));
    },
  },
];

/** Sending as somebody else. */
export const devAccountMethods = devMethods(commands);
