import { type TSchema, Type } from '@sinclair/typebox';
import type { DevControl } from '../../context/dev.ts';
import type { NodeContext } from '../../context.ts';
import { InvalidParamsError, MethodNotFoundError } from '../../errors.ts';
import { type Method, namespaceOf, type Parameter } from '../../method.ts';
import { toLenientQuantity } from '../../schema/parse.ts';

/**
 * The development methods of anvil, Hardhat and Ganache. One command often has a name in several namespaces
 * (`anvil_setBalance`, `hardhat_setBalance`); it is written once, as a row with all its names. Where a command has
 * nothing to tell, hardhat_* answer true and the others null, as their tools do.
 */
export interface Command {
  readonly names: readonly string[];
  readonly summary: string;
  readonly params?: readonly Parameter[];
  /** Absent: the command has nothing to tell. */
  readonly result?: { readonly name: string; readonly schema: TSchema };
  /** `name` is the one that was called, for the few commands whose namespaces differ. */
  run(params: readonly unknown[], dev: DevControl, context: NodeContext, name: string): unknown;
}

const Nothing = Type.Null({ description: 'nothing to tell' });
const Done = Type.Literal(true);

/** The rows of the method table for these commands. */
export function devMethods(commands: readonly Command[]): readonly Method[] {
  return commands.flatMap((command) => command.names.map((name) => devMethod(name, command)));
}

function devMethod(name: string, { summary, params = [], result, run }: Command): Method {
  const hardhat = isHardhat(name);
  return {
    name,
    summary,
    params,
    result: result?.schema ?? (hardhat ? Done : Nothing),
    resultName: result?.name ?? 'done',
    async handler(given, context) {
      if (context.dev === undefined) throw new MethodNotFoundError(name);
      const told = await run(given, context.dev, context, name);
      if (result !== undefined) return told;
      return hardhat ? true : null;
    },
  };
}

/** True for the names that Hardhat's tools call, where the dialects differ. */
export function isHardhat(name: string): boolean {
  return namespaceOf(name) === 'hardhat';
}

/** A quantity in any of the forms that tools send, of at most `bits` bits. Throws InvalidParamsError. */
export function toBounded(value: unknown, bits: number, what: string): bigint {
  const quantity = toLenientQuantity(value);
  if (quantity >> BigInt(bits) !== 0n) throw new InvalidParamsError(`${what} has more than ${bits} bits`);
  return quantity;
}

/** Absent stays absent. Throws InvalidParamsError. */
export function toOptionalBounded(value: unknown, bits: number, what: string): bigint | undefined {
  return value === undefined ? undefined : toBounded(value, bits, what);
}
