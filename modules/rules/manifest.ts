import { bigIntToFixedBytes, concatBytes, fromHex } from '../../storage/encoding/bytes.ts';
import { asciiWord } from '../encoding/word.ts';
import { type Rate, type RateKey, type RuleSet, VIEW_SOURCES, type View } from './ruleSet.ts';

/*
 * What stands behind a set's program: what the engine has to hand over to it, and the tags that it may put. The form is
 * that of modules/contracts/src/libraries/RuleManifest.sol.
 */

const KEY_BITS: Readonly<Record<RateKey, number>> = { sender: 1, recipient: 2, selector: 4 };

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
