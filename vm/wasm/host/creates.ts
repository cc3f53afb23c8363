import { concatBytes, EMPTY_BYTES } from '../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../storage/encoding/keccak.ts';
import { createdAddress } from '../../address.ts';
import { beginCreation, isTaken } from '../creation.ts';
import type { Handler } from '../execution.ts';
import { reportAnswer, reportCall, reportUnstarted } from '../frameEvents.ts';
import { HASH_WORD } from '../prices.ts';
import { gasHandedOn, notStarted } from './calls.ts';

const MAX_NONCE = 2n ** 64n - 1n;
const SALTED = Uint8Array.of(0xff);

/** CREATE and CREATE2. */
export function createWith(opcode: number, kind: 'CREATE' | 'CREATE2'): Handler {
  const salted = kind === 'CREATE2';
  return (x) => {
    const { machine, state, frame, prices } = x;
    const { rules } = x.context;
    if (frame.isStatic) return 'write protection';
    const value = x.bigInt(0);
    const [offset, length] = [x.number(1), x.number(2)];
    const salt = salted ? x.word(3) : EMPTY_BYTES;
    const wordGas = prices.initcodeWord + (salted ? HASH_WORD : 0);
    if (!x.charge((prices.fixed[opcode] ?? 0) + Math.ceil(length / 32) * wordGas)) return 'out of gas';
    if (!x.touchMemory(offset, length)) return 'out of gas';
    if (length > prices.maxInitcodeSize) return 'max initcode size exceeded';
    x.stepper?.tell();
    const gas = gasHandedOn(machine.gas, machine.gas, rules.has('tangerineWhistle'));
    x.charge(gas);
    x.moveStack(salted ? -4 : -3);
    const failed = { kind, address: EMPTY_BYTES, outputAt: 0, outputSize: 0 };
    const nonce = state.nonce(frame.address);
    const failure = notStarted(x, value) ?? (nonce === MAX_NONCE ? 'nonce uint64 overflow' : undefined);
    const initcode = x.readMemory(offset, length);
    const address = salted
      ? keccak256(concatBytes(SALTED, frame.address, salt, keccak256(initcode))).slice(12)
      : createdAddress(frame.address, nonce).slice();
    const asked = { kind, to: address, input: initcode, gas: BigInt(gas), value, precompile: false } as const;
    if (failure !== undefined) {
      if (x.tracer !== undefined) reportUnstarted(x, asked, failure);
      x.resume(failed, failure, EMPTY_BYTES, gas);
      return undefined;
    }
    x.writeBack();
    state.setNonce(frame.address, nonce + 1n);
    if (prices.access) state.warmAddress(address);
    if (x.tracer !== undefined) reportCall(x, asked);
    if (isTaken(state, address)) {
      reportAnswer(x, EMPTY_BYTES, gas, 'contract address collision');
      x.resume(failed, 'contract address collision', EMPTY_BYTES, 0);
    } else x.begin(beginCreation(x, kind, frame.address, address, value, initcode, gas));
    return undefined;
  };
}
