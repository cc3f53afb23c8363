import type { MinedProof } from '../../chain/canonical/mined.ts';
import { toHex } from '../../storage/encoding/bytes.ts';
import { bytesAsQuantityHex, quantityHex } from './hex.ts';

/**
 * eth_getProof's answer. A slot's key is shown as it was asked for: as 32 bytes where all digits were given, else as a
 * quantity (geth does so).
 */
export function formatProof(address: Uint8Array, proof: MinedProof, wholeKeys: readonly boolean[]) {
  return {
    address: toHex(address),
    accountProof: proof.accountProof.map(toHex),
    balance: quantityHex(proof.balance),
    codeHash: toHex(proof.codeHash),
    nonce: quantityHex(proof.nonce),
    storageHash: toHex(proof.storageHash),
    storageProof: proof.storageProof.map((slot, index) => ({
      key: wholeKeys[index] === true ? toHex(slot.key) : bytesAsQuantityHex(slot.key),
      value: quantityHex(slot.value),
      proof: slot.proof.map(toHex),
    })),
  };
}
