import type { Abi, ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType, Hex } from 'viem';
import type { CallBase } from '../chain/call/setting.ts';
import { fromHex, toHex } from '../storage/encoding/bytes.ts';
import type { CallExecutor } from './context/calls.ts';
import { haltError, ServerError } from './errors.ts';

type ReadFunction<abi extends Abi> = ContractFunctionName<abi, 'view' | 'pure'>;
type Arguments<abi extends Abi, name extends ReadFunction<abi>> = ContractFunctionArgs<
  abi,
  'view' | 'pure',
  name
>;
type Answer<abi extends Abi, name extends ReadFunction<abi>> = ContractFunctionReturnType<
  abi,
  'view' | 'pure',
  name
>;

/** What a call of a contract gave: its answer, or the error of its ABI that it reverted with. */
export type ReadOutcome<T> =
  | { readonly value: T; readonly error?: undefined }
  | { readonly error: { readonly name: string; readonly args: readonly unknown[] } };

/** A contract of the chain that methods read. */
export interface ModuleView<abi extends Abi> {
  readonly address: Uint8Array;
  /** Calls a view. Throws ServerError where no such module answers, RevertError. */
  read<const name extends ReadFunction<abi>>(
    name: name,
    ...args: Arguments<abi, name> extends readonly unknown[] ? Arguments<abi, name> : []
  ): Promise<Answer<abi, name>>;
  /** The same, with a revert that the ABI names as a value. */
  tryRead<const name extends ReadFunction<abi>>(
    name: name,
    ...args: Arguments<abi, name> extends readonly unknown[] ? Arguments<abi, name> : []
  ): Promise<ReadOutcome<Answer<abi, name>>>;
}

/**
 * Reads a module's contract as eth_call does, on the state of `base`. The ABI coder is loaded when it is first needed: no
 * start of the program waits for it. What the contract answers is not trusted: governance may have replaced it.
 */
export function moduleView<const abi extends Abi>(
  abi: abi,
  number: number,
  { calls, base }: { readonly calls: CallExecutor; readonly base: CallBase },
): ModuleView<abi> {
  const address = fromHex(`584149${number.toString(16).padStart(34, '0')}`);

  async function tryRead(functionName: string, args: readonly unknown[]): Promise<ReadOutcome<unknown>> {
    const coder = await import('viem/utils');
    const data = fromHex(coder.encodeFunctionData({ abi: abi as Abi, functionName, args }));
    const result = await calls.call({ to: address, data }, { base });
    const answer: Hex = `0x${toHex(result.returnData).slice(2)}`;
    if (result.halt !== undefined) {
      try {
        const error = coder.decodeErrorResult({ abi: abi as Abi, data: answer });
        return { error: { name: error.errorName, args: error.args ?? [] } };
      } catch {
        throw haltError(result.halt, result.returnData);
      }
    }
    if (result.returnData.length === 0)
      throw new ServerError(`this chain has no module at ${toHex(address)}`);
    try {
      return { value: coder.decodeFunctionResult({ abi: abi as Abi, functionName, data: answer }) };
    } catch {
      throw new ServerError(`the module at ${toHex(address)} answers ${functionName} in another form`);
    }
  }

  async function read(functionName: string, args: readonly unknown[]): Promise<unknown> {
    const outcome = await tryRead(functionName, args);
    if (outcome.error === undefined) return outcome.value;
    throw new ServerError(`${functionName}: ${outcome.error.name}(${outcome.error.args.join(', ')})`);
  }

  return {
    address,
    // The types above are the ABI's; the coder checks the values against it.
    read: (name, ...args) => read(name, args) as never,
    tryRead: (name, ...args) => tryRead(name, args) as never,
  };
}
