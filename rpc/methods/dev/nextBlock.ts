import { required } from '../../method.ts';
import { toBytes } from '../../schema/parse.ts';
import { Address, Bool, Hash32, LenientQuantity } from '../../schema/scalar.ts';
import { type Command, devMethods, toBounded } from './command.ts';

const commands: readonly Command[] = [
  {
    names: ['anvil_setNextBlockBaseFeePerGas', 'hardhat_setNextBlockBaseFeePerGas'],
    summary: 'Fixes the base fee of the next block, in wei; later blocks follow from it.',
    params: [required('baseFeePerGas', LenientQuantity)],
    run: ([baseFee], dev) => dev.setNextBlockBaseFee(toBounded(baseFee, 128, 'baseFeePerGas')),
  },
  {
    names: ['anvil_setMinGasPrice', 'hardhat_setMinGasPrice'],
    summary: 'Sets the least gas price that is mined, in wei; refused where base fees are in force.',
    params: [required('gasPrice', LenientQuantity)],
    run: ([gasPrice], dev) => dev.setMinGasPrice(toBounded(gasPrice, 128, 'gasPrice')),
  },
  {
    names: ['evm_setBlockGasLimit', 'anvil_setBlockGasLimit'],
    summary: 'Sets the gas limit of the next and all later blocks.',
    params: [required('gasLimit', LenientQuantity)],
    result: { name: 'done', schema: Bool },
    async run([gasLimit], dev) {
      await dev.setBlockGasLimit(toBounded(gasLimit, 63, 'gasLimit'));
      return true;
    },
  },
  {
    names: ['anvil_setCoinbase', 'hardhat_setCoinbase'],
    summary: 'Sets the fee recipient of the next and all later blocks.',
    params: [required('address', Address)],
    run: ([address], dev) => dev.setCoinbase(toBytes(address)),
  },
  {
    names: ['hardhat_setPrevRandao', 'anvil_setPrevRandao', 'anvil_setNextBlockPrevRandao'],
    summary: 'Sets what PREVRANDAO gives in the next block.',
    params: [required('prevRandao', Hash32)],
    run: ([prevRandao], dev) => dev.setPrevRandao(toBytes(prevRandao)),
  },
  {
    names: ['anvil_setChainId'],
    summary: 'Changes the chain id.',
    params: [required('chainId', LenientQuantity)],
    run: ([chainId], dev) => dev.setChainId(toBounded(chainId, 64, 'chainId')),
  },
];

/** What the following blocks are made with. */
export const devNextBlockMethods = devMethods(commands);
