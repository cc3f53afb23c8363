// Written by scripts/sdk-types.ts from the method table.
import type { BlockNumberOrTag, BlockParameter, Module, ModuleEvent } from './shared.ts';

/** Parameters and results of xai_* methods. */
export interface ModulesMethods {
  /** Every module of the registry: where it stands, what code it runs, its hooks and its status. */
  xai_modules: { parameters: [block?: BlockParameter]; result: readonly Module[] };
  /** One module of the registry; null where there is none of this id. */
  xai_module: { parameters: [module: string, block?: BlockParameter]; result: Module | null };
  /** The parameters of a module that governance sets, by key. */
  xai_moduleParameters: {
    parameters: [module: string, block?: BlockParameter];
    result: readonly { readonly key: string; readonly value: `0x${string}` }[];
  };
  /** The logs of a module in a block or a range, with names and arguments of their events. */
  xai_moduleEvents: {
    parameters: [
      module: string,
      filter?: {
        readonly fromBlock?: BlockNumberOrTag | null;
        readonly toBlock?: BlockNumberOrTag | null;
        readonly blockHash?: `0x${string}` | null;
        readonly address?: `0x${string}` | readonly `0x${string}`[] | null;
        readonly topics?: readonly (null | `0x${string}` | readonly (`0x${string}` | null)[])[] | null;
      },
    ];
    result: readonly ModuleEvent[];
  };
  /** The data of a call of a module, from its name and arguments. */
  xai_encodeModuleCall: {
    parameters: [module: string, function: string, arguments?: readonly unknown[]];
    result: `0x${string}`;
  };
  /** What a transaction asks of a module, in words; null where it goes to none or is not known. */
  xai_decodeTransaction: {
    parameters: [hash: `0x${string}`];
    result: { readonly module: string; readonly call: string; readonly args: unknown } | null;
  };
}
