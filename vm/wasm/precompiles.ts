import { EMPTY_BYTES, toKey } from '../../storage/encoding/bytes.ts';
import type { MessageContext } from '../engine.ts';
import { ExecutionError } from '../errors.ts';
import { isPrecompile, precompileAddresses } from '../precompiles/addresses.ts';
import { DIRECT } from '../precompiles/direct.ts';
import { G1_DISCOUNTS, G2_DISCOUNTS } from '../precompiles/discounts.ts';
import { IN_PLACE, type InPlacePrecompile } from '../precompiles/inPlace.ts';
import type { SharedMemory } from '../precompiles/sharedMemory.ts';
import { PRECOMPILES } from '../precompiles/table.ts';
import type { PrecompileAnswer } from '../reference/precompiles.ts';
import type { Rules } from '../rules/rules.ts';

/** Answers at once, or by a promise where what it needs is loaded first. */
export type Precompile = (input: Uint8Array, gas: number) => PrecompileAnswer | Promise<PrecompileAnswer>;

/** The precompile that answers at an address in this context, if any does. */
export function precompileAt(context: MessageContext, address: Uint8Array): Precompile | undefined {
  const { rules, precompiles } = context;
  let origin: Uint8Array | undefined = address;
  if (precompiles !== undefined) {
    const key = toKey(address);
    if (precompiles.has(key)) origin = precompiles.get(key);
  }
  if (origin === undefined || !isPrecompile(origin, rules)) return undefined;
  return runnerOf(rules, origin);
}

/** The one with that number as a call without frame and bytes has it; undefined where none answers. */
export function plainPrecompile(rules: Rules, number: number): PlainPrecompile | undefined {
  const address = precompileAddresses(rules).find((at) => numberOf(at) === number);
  if (address === undefined) return undefined;
  const inPlace = IN_PLACE.get(number);
  const price = priceOf(rules, number);
  return {
    address,
    answer: runnerOf(rules, address),
    inPlace: inPlace?.run,
    load: inPlace?.load,
    gas: inPlace?.gas ?? ((_memory, _from, size) => gasOf(price, size)),
  };
}

/** A precompile for calls that are made without bytes of their own. */
export interface PlainPrecompile {
  readonly address: Uint8Array;
  readonly answer: Precompile;
  /** for short inputs */
  readonly inPlace: InPlacePrecompile['run'] | undefined;
  /** Loads what that needs; undefined once it is there. */
  readonly load: InPlacePrecompile['load'];
  /** of those */
  readonly gas: (memory: SharedMemory, from: number, size: number) => number;
}

const runners = new WeakMap<Rules, Map<number, Precompile>>();

/** Made once for all calls under the same rules. */
function runnerOf(rules: Rules, at: Uint8Array): Precompile {
  let known = runners.get(rules);
  if (known === undefined) {
    known = new Map();
    runners.set(rules, known);
  }
  const number = numberOf(at);
  let runner = known.get(number);
  if (runner === undefined) {
    runner = makeRunner(rules, number);
    known.set(number, runner);
  }
  return runner;
}

function numberOf(address: Uint8Array): number {
  return ((address[18] ?? 0) << 8) | (address[19] ?? 0);
}

function makeRunner(rules: Rules, number: number): Precompile {
  const direct = DIRECT.get(number);
  if (direct === undefined) throw new ExecutionError('engine-failure', `no precompile ${number}`);
  const price = priceOf(rules, number);
  const answer = (input: Uint8Array, gas: number): PrecompileAnswer => {
    const gasUsed = direct.gas?.(input, rules) ?? gasOf(price, input.length);
    if (gasUsed > gas) return OUT_OF_GAS;
    const output = direct.run(input, rules);
    return output === undefined ? FAILED : { halt: undefined, output, gasUsed };
  };
  const { load } = direct;
  if (load === undefined) return answer;
  return (input, gas) => load()?.then(() => answer(input, gas)) ?? answer(input, gas);
}

const OUT_OF_GAS: PrecompileAnswer = { halt: 'out of gas', output: EMPTY_BYTES, gasUsed: 0 };
const FAILED: PrecompileAnswer = { halt: 'precompile failed', output: EMPTY_BYTES, gasUsed: 0 };

interface Price {
  readonly base: number;
  readonly word: number;
  /** for each whole item of so many bytes */
  readonly item: number;
  readonly itemBytes: number;
  /** thousandths of it, by the number of items */
  readonly discounts: readonly number[] | undefined;
}

const DISCOUNTS: ReadonlyMap<number, readonly number[]> = new Map([
  [0x0c, G1_DISCOUNTS],
  [0x0e, G2_DISCOUNTS],
]);

function gasOf({ base, word, item, itemBytes, discounts }: Price, length: number): number {
  const gas = base + word * Math.ceil(length / 32);
  if (item === 0) return gas;
  const items = Math.floor(length / itemBytes);
  if (discounts === undefined || items === 0) return gas + item * items;
  const discount = discounts[Math.min(items, discounts.length) - 1] ?? 0;
  return gas + Math.floor((item * items * discount) / 1000);
}

/** Gas of one that is done here. */
function priceOf(rules: Rules, number: number): Price {
  const gas = PRECOMPILES.find((precompile) => precompile.number === number)?.gas;
  const price = gas?.findLast(({ since }) => rules.has(since));
  return {
    base: Number(price?.base ?? 0n),
    word: Number(price?.word ?? 0n),
    item: Number(price?.item?.gas ?? 0n),
    itemBytes: price?.item?.bytes ?? 1,
    discounts: DISCOUNTS.get(number),
  };
}
