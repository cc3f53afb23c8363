/**
 * `make`, which gives again what it made last where it is asked with the same: all who hear of one piece of news ask in turn,
 * and what they are told is made once for all of them.
 */
export function once<Given extends readonly unknown[], Value>(
  make: (...given: Given) => Value,
): (...given: Given) => Value {
  let last: { readonly given: Given; readonly value: Value } | undefined;
  return (...given) => {
    if (last?.given.every((one, index) => one === given[index]) !== true)
      last = { given, value: make(...given) };
    return last.value;
  };
}
