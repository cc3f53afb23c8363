/*
 * Where things are in a machine's linear memory. All words are little-endian: four limbs of 64 bits, lowest first.
 *
 *   0          lanes and constants of Keccak, scratch of the arithmetic
 *   REGISTERS  what a frame runs on, while it runs
 *   CONTEXT    words that are the same for a whole message
 *   SLOT_CACHE slots that the message has met
 *   KNOWN_HASHES hashes of 64 bytes, from message to message
 *   CODE_AREA  codes that are kept from message to message
 *   JUMP_TABLES  where dynamic jumps of compiled codes go
 *   FRAMES     the frames, each above the one that called it: header, call data, code where it is not kept, stack, memory
 */
/** The last block of a hash, padded. */
export const KECCAK_TAIL = 512;
/** 96 bytes for shifts. */
export const SCRATCH = 704;
/** Two words for EXP: the power so far, and the base. */
export const POWER = 832;

/** Seeds of reciprocals: 256 numbers of 16 bits. */
export const RECIPROCAL_SEEDS = 2048;
/** What a long division reads and leaves, in limbs of 64 bits, the lowest first. */
export const DIVISION = {
  /** 8 limbs */
  dividend: 2560,
  /** 4 limbs */
  divisor: 2624,
  /** the lowest 4 limbs */
  quotient: 2656,
  /** 4 limbs */
  remainder: 2688,
} as const;

const REGISTERS = 1024;
/** Address of each register. GAS is a float: exact below 2^53, and no BigInt for JavaScript to make. */
export const REGISTER = {
  gas: REGISTERS,
  pc: REGISTERS + 8,
  /** address of the first free item of the stack */
  stack: REGISTERS + 12,
  /** address of the bottom of the stack */
  stackBase: REGISTERS + 16,
  frame: REGISTERS + 20,
  code: REGISTERS + 24,
  codeSize: REGISTERS + 28,
  /** a byte for each of the code: 1 where a jump may go */
  jumps: REGISTERS + 32,
  memory: REGISTERS + 36,
  /** bytes of memory in use, a multiple of 32 */
  memorySize: REGISTERS + 40,
  /** jumps until the driver is asked whether to go on */
  fuel: REGISTERS + 44,
  /** gas for a byte of EXP's exponent: differs by fork */
  exponentByteGas: REGISTERS + 48,
  /** 1 once a frame has asked for more memory than a machine may use */
  refused: REGISTERS + 52,
  /** map of the predecoded code (cells.ts); 0 where there is none */
  map: REGISTERS + 64,
  /** all memory of frames from this address on is zero: it was never used */
  untouched: REGISTERS + 68,
  /** lines of the slot cache that hold another number are empty */
  slotEpoch: REGISTERS + 56,
  /** gas of SLOAD for a slot that is in the cache: differs by fork */
  warmSlotGas: REGISTERS + 60,
  /** 1 where the frame that runs may write slots of the cache inside */
  writesInside: REGISTERS + 72,
  /** refund for a slot that is made zero, where slots are written inside: differs by fork */
  clearRefund: REGISTERS + 76,
  /** the refund counter, a float */
  refund: REGISTERS + 80,
  /** how many of DIRTY_SLOTS there are */
  dirtySlots: REGISTERS + 88,
} as const;

/** What a precompile that works in place has given back to the frame that runs: 8 KB. */
export const ANSWER = 4096;

/** Slots that the message has met: lines, each with a key and its value, and whose it is. */
export const SLOT_CACHE = 32_768;
/**
 * Offsets in a line; `1 << bits` lines of `1 << shift` bytes. `slot` is its place in the state; `dirty` 1 where it was written here
 * and the state does not know yet; `original` the value when the transaction began.
 */
export const SLOT_LINE = {
  key: 0,
  value: 32,
  epoch: 64,
  owner: 68,
  slot: 72,
  dirty: 76,
  original: 80,
  bits: 8,
  shift: 7,
} as const;
/** Addresses of lines that may be dirty, so many at most. */
export const DIRTY_SLOTS = 12_288;
export const MOST_DIRTY_SLOTS = 256;
/** Tells the transient slots of an account from its others in a line's owner. */
export const TRANSIENT = -(2 ** 31);

const CONTEXT = 1152;
/** Address of each word of the message's context. */
export const CONTEXT_WORD = {
  ORIGIN: CONTEXT,
  GASPRICE: CONTEXT + 32,
  COINBASE: CONTEXT + 64,
  TIMESTAMP: CONTEXT + 96,
  NUMBER: CONTEXT + 128,
  PREVRANDAO: CONTEXT + 160,
  GASLIMIT: CONTEXT + 192,
  CHAINID: CONTEXT + 224,
  BASEFEE: CONTEXT + 256,
  BLOBBASEFEE: CONTEXT + 288,
} as const;

/** Three words, the first highest: operands of what compiled code calls. */
export const OPERANDS = 1536;

/** A frame's header: offsets from its beginning. Words, then sizes as 32-bit integers. */
export const HEADER = {
  ADDRESS: 0,
  CALLER: 32,
  CALLVALUE: 64,
  CALLDATASIZE: 96,
  CODESIZE: 100,
  RETURNDATASIZE: 104,
  /** address of the call data; 32 zeros follow it */
  callData: 108,
  /** number of the account whose storage the code works on */
  account: 112,
  size: 128,
} as const;

export const WORD = 32;
export const STACK_ITEMS = 1024;
/** Readable bytes before and after a code: PUSH reads 32 at once. */
export const CODE_PADDING = 64;

export const PAGE = 65536;
/** Hashes of 64 bytes met before, the place of a slot in a mapping mostly: 64 bytes, their hash, and 1 once it is one. */
export const KNOWN_HASHES = PAGE;
/** Offsets in a line; `1 << bits` lines of `1 << shift` bytes. */
export const KNOWN_HASH = { hash: 64, there: 96, bits: 10, shift: 7 } as const;
export const CODE_AREA = 3 * PAGE;
export const CODE_AREA_SIZE = 256 * PAGE;
/** Where dynamic jumps of compiled codes go: 16 bits for each byte of code. */
export const JUMP_TABLES = CODE_AREA + CODE_AREA_SIZE;
export const JUMP_TABLES_SIZE = 64 * PAGE;
export const FRAMES = JUMP_TABLES + JUMP_TABLES_SIZE;
/** Bytes that a machine may use in all; a message that asks for more is for the reference engine. */
export const MEMORY_LIMIT = 2 ** 29;
/** Bytes beyond which a machine is given up after its message rather than kept. */
export const KEPT_MEMORY = 64 * 2 ** 20;

/** Why `run` came back, where it is not one of the opcodes that the driver does. */
export const EXIT = {
  outOfGas: 256,
  stackUnderflow: 257,
  stackOverflow: 258,
  badJump: 259,
  invalid: 260,
  fuel: 261,
  /** compiled code gives over to the interpreter: gas, stack or fuel do not do */
  interpret: 262,
  /** one instruction has run, and more is not asked for */
  step: 263,
} as const;
