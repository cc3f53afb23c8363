import { expect, test } from 'bun:test';
import { fromHex } from '../../storage/encoding/bytes.ts';
import { verifyBlobProof, verifyCellProofs } from '../../vm/kzg.ts';

// The zero polynomial: commitment and proofs are the point at infinity.
const ZERO_BLOB = new Uint8Array(131_072);
const INFINITY = fromHex(`c0${'00'.repeat(47)}`);
const GENERATOR = fromHex(
  '97f1d3a73197d7942695638c4fa9ac0fc3688c4f9774b905a14e3a3f171bac586c55e83ff97a1aeffb3af00adb22c6bb',
);

test('blob proofs hold for their blob alone', async () => {
  expect(await verifyBlobProof(ZERO_BLOB, INFINITY, INFINITY)).toBe(true);
  expect(await verifyBlobProof(ZERO_BLOB, GENERATOR, INFINITY)).toBe(false);
  expect(await verifyBlobProof(ZERO_BLOB, INFINITY, new Uint8Array(48))).toBe(false);
  expect(await verifyBlobProof(ZERO_BLOB.fill(0xff, 0, 32), INFINITY, INFINITY)).toBe(false);
  ZERO_BLOB.fill(0);
});

test('cell proofs hold for their blob alone', async () => {
  const proofs = new Array<Uint8Array>(128).fill(INFINITY);
  expect(await verifyCellProofs([ZERO_BLOB], [INFINITY], proofs)).toBe(true);
  expect(await verifyCellProofs([ZERO_BLOB], [GENERATOR], proofs)).toBe(false);
  expect(await verifyCellProofs([ZERO_BLOB], [INFINITY], proofs.slice(1))).toBe(false);
  expect(await verifyCellProofs([ZERO_BLOB], [INFINITY], [...proofs.slice(1), new Uint8Array(48)])).toBe(
    false,
  );
});
