import { EMPTY_BYTES } from '../../../storage/encoding/bytes.ts';
import type { Handler } from '../execution.ts';
import { reportAnswer, reportCall } from '../frameEvents.ts';
import { COLD_ACCOUNT, NEW_ACCOUNT, WARM } from '../prices.ts';
import { copyGas } from './data.ts';

const EXTCODECOPY = 0x3c;
const SELFDESTRUCT = 0xff;
const RECENT_BLOCKS = 256n;

/** BALANCE, EXTCODESIZE, EXTCODEHASH: an account in, something of it out. */
function read(opcode: number, put: (...[x, address]: [Parameters<Handler>[0], Uint8Array]) => void): Handler {
  return (x) => {
    const address = x.address(0);
    if (!x.charge((x.prices.fixed[opcode] ?? 0) + x.accessGas(address, WARM))) return 'out of gas';
    put(x, address);
    return undefined;
  };
}

/** BALANCE. */
export const balance = read(0x31, (x, address) => x.putBigInt(0, x.state.balance(address)));
/** EXTCODESIZE. */
export const codeSize = read(0x3b, (x, address) => x.putNumber(0, x.state.code(address).length));
/** EXTCODEHASH. */
export const codeHash = read(0x3f, (x, address) =>
  x.putBytes(0, x.state.isEmpty(address) ? EMPTY_BYTES : x.state.codeHash(address)),
);

/** EXTCODECOPY. */
export const copyForeignCode: Handler = (x) => {
  const address = x.address(0);
  const [to, from, length] = [x.number(1), x.number(2), x.number(3)];
  const gas = (x.prices.fixed[EXTCODECOPY] ?? 0) + copyGas(length) + x.accessGas(address, WARM);
  if (!x.charge(gas) || !x.touchMemory(to, length)) return 'out of gas';
  x.stepper?.tell();
  x.writeMemory(to, length, x.state.code(address), from);
  x.moveStack(-4);
  return undefined;
};

/** SELFBALANCE. */
export const ownBalance: Handler = (x) => {
  if (!x.charge(x.prices.fixed[0x47] ?? 0)) return 'out of gas';
  x.moveStack(1);
  x.putBigInt(0, x.state.balance(x.frame.address));
  return undefined;
};

/** BLOCKHASH. */
export const blockHash: Handler = (x) => {
  if (!x.charge(x.prices.fixed[0x40] ?? 0)) return 'out of gas';
  const { block } = x.context;
  const number = x.bigInt(0);
  const recent = number < block.number && number + RECENT_BLOCKS >= block.number;
  x.putBytes(0, (recent ? block.blockHash(number) : undefined) ?? EMPTY_BYTES);
  return undefined;
};

/** BLOBHASH. */
export const blobHash: Handler = (x) => {
  if (!x.charge(x.prices.fixed[0x49] ?? 0)) return 'out of gas';
  x.putBytes(0, x.blobHashes[x.number(0)] ?? EMPTY_BYTES);
  return undefined;
};

/** The balance goes to the beneficiary; from Cancun the account only if this transaction created it (EIP-6780). */
export const selfDestruct: Handler = (x) => {
  const { state, frame, prices } = x;
  const { rules } = x.context;
  if (frame.isStatic) return 'write protection';
  const beneficiary = x.address(0);
  const amount = state.balance(frame.address);
  const cold = x.accessGas(beneficiary, 0) > 0 ? COLD_ACCOUNT : 0;
  const isNew = rules.has('spuriousDragon')
    ? amount > 0n && state.isEmpty(beneficiary)
    : rules.has('tangerineWhistle') && state.account(beneficiary) === undefined;
  if (!x.charge((prices.fixed[SELFDESTRUCT] ?? 0) + cold + (isNew ? NEW_ACCOUNT : 0))) return 'out of gas';
  x.stepper?.tell();
  const destroys = !rules.has('cancun') || state.isCreated(frame.address);
  if (x.tracer !== undefined) {
    x.writeBack();
    const asked = {
      kind: 'SELFDESTRUCT',
      to: beneficiary,
      input: EMPTY_BYTES,
      gas: 0n,
      value: amount,
    } as const;
    reportCall(x, { ...asked, precompile: false });
    reportAnswer(x, EMPTY_BYTES, 0, undefined);
  }
  state.subBalance(frame.address, amount);
  state.addBalance(beneficiary, amount);
  if (destroys) {
    if (!state.isSelfDestructed(frame.address)) x.refund += prices.selfDestructRefund;
    state.setBalance(frame.address, 0n);
    state.markSelfDestructed(frame.address);
  }
  x.end(undefined, EMPTY_BYTES);
  return undefined;
};
