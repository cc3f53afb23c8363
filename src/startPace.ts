/** Times as many runs before code is compiled. */
const SCALE = 100;

/**
 * A start runs most of its code once; compiling that takes a quarter of the time. So JavaScriptCore waits much longer with
 * all of its tiers, until `endStart`.
 */
export function beginStart(): void {
  Bun.unsafe.setJITPolicy(SCALE);
}

/** From here on code is compiled at the usual pace. */
export function endStart(): void {
  Bun.unsafe.setJITPolicy(1);
}
