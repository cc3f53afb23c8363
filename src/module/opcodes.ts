/** Instructions that a module's implementation must not have, and why. */
const FORBIDDEN = new Map([
  [0xff, { name: 'SELFDESTRUCT', reason: 'it would take the code away from under its proxy' }],
  [0xf2, { name: 'CALLCODE', reason: "it runs foreign code in the module's storage" }],
  [
    0xf4,
    { name: 'DELEGATECALL', reason: "it runs foreign code in the module's storage; only the proxy does" },
  ],
]);

const JUMPDEST = 0x5b;
/** Instructions after which nothing runs but from a JUMPDEST on: STOP, JUMP, RETURN, REVERT, INVALID, SELFDESTRUCT. */
const ENDING: ReadonlySet<number> = new Set([0x00, 0x56, 0xf3, 0xfd, 0xfe, 0xff]);

const LOG0 = 0xa0;
const LOG4 = 0xa4;
const CALL = 0xf1;
const CREATE = 0xf0;
const CREATE2 = 0xf5;

/** What a contract's code can do, as far as its instructions show. */
export interface CodeFacts {
  /** one sentence for each kind that was found */
  readonly forbidden: readonly string[];
  readonly makesLogs: boolean;
  /** It may call others, with or without value. */
  readonly calls: boolean;
  readonly creates: boolean;
}

/**
 * Reads runtime code instruction by instruction. Bytes that nothing can jump to are left out: solc puts data there. Data
 * that happens to hold a JUMPDEST is read as code, so that this errs on the strict side only.
 */
export function readCode(code: Uint8Array): CodeFacts {
  const found = new Map<number, number>();
  let isReachable = true;
  for (let place = 0; place < code.length; place++) {
    const opcode = code[place] ?? 0;
    if (opcode === JUMPDEST) isReachable = true;
    if (isReachable && !found.has(opcode)) found.set(opcode, place);
    if (ENDING.has(opcode)) isReachable = false;
    // PUSH1 to PUSH32 carry 1 to 32 bytes.
    if (opcode >= 0x60 && opcode <= 0x7f) place += opcode - 0x5f;
  }
  const has = (first: number, last = first) =>
    [...found.keys()].some((opcode) => opcode >= first && opcode <= last);
  return {
    forbidden: [...FORBIDDEN].flatMap(([opcode, { name, reason }]) => {
      const place = found.get(opcode);
      return place === undefined ? [] : [`${name} at byte ${place}: ${reason}`];
    }),
    makesLogs: has(LOG0, LOG4),
    calls: has(CALL),
    creates: has(CREATE) || has(CREATE2),
  };
}
