/** An element a + b·u of a quadratic extension with u² = -1; of the field below it where b is zero. */
export type Element = readonly [bigint, bigint];

/** y² = x³ + b */
export interface Curve {
  readonly field: bigint;
  readonly b: Element;
}

/** BN254 (EIP-196, EIP-197) */
export const BN254 = curves(
  21888242871839275222246405745257275088696311157297823662689037894645226208583n,
  21888242871839275222246405745257275088548364400416034343698204186575808495617n,
  [3n, 0n],
  [
    19485874751759354771024239261021720505790618469301721065564631296452457478373n,
    266929791119991161246907387137283842545076965332900288569378510910307636690n,
  ],
);

/** BLS12-381 (EIP-2537) */
export const BLS12_381 = curves(
  0x1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaabn,
  0x73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001n,
  [4n, 0n],
  [4n, 4n],
);

function curves(field: bigint, order: bigint, first: Element, second: Element) {
  return { field, order, first: { field, b: first }, second: { field, b: second } };
}

/** Whether the point's coordinates satisfy the equation; that at infinity has none and is for the caller. */
export function isOnCurve({ field, b }: Curve, [x, y]: readonly [Element, Element]): boolean {
  const cube = multiply(multiply(x, x, field), x, field);
  const square = multiply(y, y, field);
  return ([0, 1] as const).every((part) => (square[part] - cube[part] - b[part]) % field === 0n);
}

/** Whether the point of a prime field's curve times the order is at infinity. Coordinates of zero stand for infinity. */
export function isTorsionFree(
  { field }: Curve,
  [[x], [y]]: readonly [Element, Element],
  order: bigint,
): boolean {
  if (x === 0n && y === 0n) return true;
  const point: Jacobian = [x, y, 1n];
  let sum: Jacobian = [1n, 1n, 0n];
  for (const bit of order.toString(2)) {
    sum = double(sum, field);
    if (bit === '1') sum = add(sum, point, field);
  }
  return sum[2] === 0n;
}

/** x / z² and y / z³; at infinity z is zero. */
type Jacobian = readonly [bigint, bigint, bigint];

function double([x, y, z]: Jacobian, p: bigint): Jacobian {
  const square = (y * y) % p;
  const s = (4n * x * square) % p;
  const m = (3n * x * x) % p;
  const newX = modulo(m * m - 2n * s, p);
  return [newX, modulo(m * (s - newX) - 8n * square * square, p), (2n * y * z) % p];
}

function add(a: Jacobian, b: Jacobian, p: bigint): Jacobian {
  if (a[2] === 0n) return b;
  const [za, zb] = [(a[2] * a[2]) % p, (b[2] * b[2]) % p];
  const u = (a[0] * zb) % p;
  const h = modulo(b[0] * za - u, p);
  const s = (((a[1] * zb) % p) * b[2]) % p;
  const r = modulo(((b[1] * za) % p) * a[2] - s, p);
  if (h === 0n) return r === 0n ? double(a, p) : [1n, 1n, 0n];
  const h2 = (h * h) % p;
  const h3 = (h2 * h) % p;
  const x = modulo(r * r - h3 - 2n * u * h2, p);
  return [x, modulo(r * (u * h2 - x) - s * h3, p), (((h * a[2]) % p) * b[2]) % p];
}

function multiply(a: Element, b: Element, p: bigint): Element {
  return [modulo(a[0] * b[0] - a[1] * b[1], p), (a[0] * b[1] + a[1] * b[0]) % p];
}

function modulo(value: bigint, p: bigint): bigint {
  const rest = value % p;
  return rest < 0n ? rest + p : rest;
}
