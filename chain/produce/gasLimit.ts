const BOUND_DIVISOR = 1024n;
const MINIMUM = 5000n;
const LONDON_ELASTICITY = 2n;

/**
 * The gas limit of the next block when it should reach `target`: a step of less than a 1024th of the parent's (yellow
 * paper 4.4.4; go-ethereum core.CalcGasLimit). London's first block doubles it before the step (EIP-1559).
 */
export function steppedGasLimit(parent: bigint, target: bigint, isFirstLondon: boolean): bigint {
  const from = isFirstLondon ? parent * LONDON_ELASTICITY : parent;
  const step = from / BOUND_DIVISOR - 1n;
  const wanted = target < MINIMUM ? MINIMUM : target;
  if (wanted > from) return wanted - from > step ? from + step : wanted;
  return from - wanted > step ? from - step : wanted;
}
