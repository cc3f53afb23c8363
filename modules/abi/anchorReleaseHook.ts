// Written by scripts/build-modules.ts.

/** The ABI of AnchorReleaseHook. */
export const anchorReleaseHookAbi = [
  {"inputs":[{"internalType":"uint256","name":"rollup_","type":"uint256"},{"internalType":"uint256","name":"sourceChain_","type":"uint256"},{"internalType":"address","name":"outbox_","type":"address"},{"internalType":"uint256","name":"slot_","type":"uint256"}],"stateMutability":"nonpayable","type":"constructor"},
  {"inputs":[{"components":[{"internalType":"uint256","name":"sourceChain","type":"uint256"},{"internalType":"bytes32","name":"messageId","type":"bytes32"},{"internalType":"address","name":"to","type":"address"},{"internalType":"uint256","name":"amount","type":"uint256"},{"internalType":"uint256","name":"deadline","type":"uint256"}],"internalType":"struct Release","name":"release","type":"tuple"},{"internalType":"bytes","name":"proof","type":"bytes"}],"name":"checkRelease","outputs":[{"internalType":"bool","name":"","type":"bool"},{"internalType":"string","name":"","type":"string"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"outbox","outputs":[{"internalType":"address","name":"","type":"address"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"rollup","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"slot","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
  {"inputs":[],"name":"sourceChain","outputs":[{"internalType":"uint256","name":"","type":"uint256"}],"stateMutability":"view","type":"function"},
] as const;
