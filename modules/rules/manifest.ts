import { bigIntToFixedBytes, bytesToBigInt, concatBytes, fromHex } from '../../storage/encoding/bytes.ts';
import { asciiWord, wordText } from '../encoding/word.ts';
import {
  type Rate,
  type RateKey,
  type RuleSet,
  VIEW_SOURCES,
  type View,
  type ViewArgument,
} from './ruleSet.ts';

/*
 * What stands behind a set's program: what the engine has to hand over to it, and the tags that it may put. The form is
 * that of modules/contracts/src/libraries/RuleManifest.sol.
 */

const KEY_BITS: Readonly<Record<RateKey, number>> = { sender: 1, recipient: 2, selector: 4 };
const RATE_KEYS = Object.keys(KEY_BITS) as RateKey[];

/** gas that the engine needs for one of each at most, beside what views need themselves */
const RATE_GAS = 27_000n;
const VIEW_GAS = 6_000n;
const TAG_GAS = 3_500n;

type Declared = Pick<RuleSet, 'rates' | 'views' | 'tags'>;

/** The manifest of a set, its own length included. */
export function encodeManifest({ rates, views, tags }: Declared): Uint8Array {
  const body = concatBytes(
    Uint8Array.of(rates.length),
    ...rates.map(encodeRate),
    Uint8Array.of(views.length),
    ...views.map(encodeView),
    Uint8Array.of(tags.length),
    ...tags.map((tag) => fromHex(asciiWord(tag))),
  );
  return concatBytes(body, number(body.length, 2));
}

/** A rate as the chain knows it. */
export type DeclaredRate = Omit<Rate, 'name' | 'when'>;

/** A view as the chain knows it. */
export type DeclaredView = Omit<View, 'name' | 'signature'>;

/** What an artifact that the chain took declares; which transactions a rate counts is the program's affair. */
export function decodeManifest(artifact: Uint8Array) {
  const end = artifact.length - 2;
  let place = end - Number(bytesToBigInt(artifact.subarray(end)));
  const take = (size: number): bigint => {
    place += size;
    return bytesToBigInt(artifact.subarray(place - size, place));
  };
  const some = <T>(read: () => T): T[] => Array.from({ length: Number(take(1)) }, read);
  const rates = some((): DeclaredRate => {
    const key = Number(take(1));
    const by = RATE_KEYS.filter((each) => (key & KEY_BITS[each]) !== 0);
    const unit = take(1) === 1n ? 'blocks' : 'seconds';
    return { by, unit, of: take(1) === 1n ? 'value' : 'transactions', length: Number(take(4)) };
  });
  const views = some((): DeclaredView => {
    const [module, selector, gas] = [take(20), take(4), Number(take(4))];
    const given = some((): ViewArgument => {
      const source = Number(take(1));
      return VIEW_SOURCES[source - 1] ?? { word: take(32) };
    });
    return { module, selector, gas, arguments: given };
  });
  const tags = some(() => take(32)).map((word) => wordText(`0x${word.toString(16).padStart(64, '0')}`));
  return { rates, views, tags: tags.map((tag) => tag ?? '') };
}

/** gas that the engine needs for it at most */
export function manifestGas({ rates, views, tags }: Declared): bigint {
  const asked = views.reduce((sum, { gas }) => sum + BigInt(gas + Math.floor(gas / 32)) + VIEW_GAS, 0n);
  return BigInt(rates.length) * RATE_GAS + asked + BigInt(tags.length) * TAG_GAS;
}

function encodeRate({ by, unit, of, length }: Rate): Uint8Array {
  const key = by.reduce((bits, each) => bits | KEY_BITS[each], 0);
  const kinds = Uint8Array.of(key, unit === 'blocks' ? 1 : 0, of === 'value' ? 1 : 0);
  return concatBytes(kinds, number(length, 4));
}

function encodeView({ module, selector, gas, arguments: given }: View): Uint8Array {
  return concatBytes(
    bigIntToFixedBytes(module, 20),
    bigIntToFixedBytes(selector, 4),
    number(gas, 4),
    Uint8Array.of(given.length),
    ...given.map((each) =>
      typeof each === 'string'
        ? Uint8Array.of(1 + VIEW_SOURCES.indexOf(each))
        : concatBytes(Uint8Array.of(0), bigIntToFixedBytes(each.word, 32)),
    ),
  );
}

function number(value: number, size: number): Uint8Array {
  return bigIntToFixedBytes(BigInt(value), size);
}
