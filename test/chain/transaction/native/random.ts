import type { NativeFields } from '../../../../chain/transaction/native/fields.ts';
import { KINDS, type SignedKind } from '../../../../chain/transaction/native/kinds.ts';
import { fromHex } from '../../../../storage/encoding/bytes.ts';
import { keccak256 } from '../../../../storage/encoding/keccak.ts';
import type { Random } from '../../support/random.ts';

/** The kinds that a key may sign. */
export const SIGNED_KINDS = KINDS.map(({ name }) => name).filter((name) => name !== 'system');

/** The address of the module with this number. */
export function moduleAddress(number: number): Uint8Array {
  return fromHex(`584149${'00'.repeat(16)}${number.toString(16).padStart(2, '0')}`);
}

/** Call data of a function: its selector and `tail`. */
export function callData(signature: string, tail: Uint8Array): Uint8Array {
  return Uint8Array.of(...keccak256(new TextEncoder().encode(signature)).subarray(0, 4), ...tail);
}

/** Fields with every part exercised and a target that agrees with the kind. */
export function randomNative(random: Random, kind: SignedKind): NativeFields & { kind: SignedKind } {
  const tip = random.uint(60);
  return {
    kind,
    chainId: 1n + random.uint(40),
    nonce: random.uint(50),
    maxPriorityFeePerGas: tip,
    maxFeePerGas: tip + random.uint(90),
    gasLimit: random.uint(40),
    value: random.uint(120),
    ...randomTarget(random, kind),
  };
}

function randomTarget(random: Random, kind: SignedKind): Pick<NativeFields, 'to' | 'data'> {
  const tail = random.bytes(random.int(200));
  switch (kind) {
    case 'normal':
      return { to: random.bytes(20), data: new Uint8Array(0) };
    case 'contract_deploy':
      return { to: undefined, data: Uint8Array.of(0x60, ...tail) };
    case 'contract_call':
      return { to: random.bytes(20), data: tail };
    case 'module_call':
      return { to: moduleAddress(1 + random.int(255)), data: Uint8Array.of(1, 2, 3, 4, ...tail) };
    case 'governance':
      return { to: moduleAddress(4), data: callData('propose(address[],uint256[],bytes[],string)', tail) };
    case 'governance_vote':
      return { to: moduleAddress(4), data: callData('castVote(uint256,uint8)', tail) };
    case 'stake':
      return { to: moduleAddress(3), data: callData('lock()', tail) };
    case 'unstake':
      return { to: moduleAddress(3), data: callData('unlock(uint256)', tail) };
    case 'treasury_allocation':
      return { to: moduleAddress(6), data: callData('claimStream(uint256)', tail) };
  }
}
