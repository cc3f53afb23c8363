import { FormatRegistry, Type } from '@sinclair/typebox';

/**
 * The words of the execution-apis specification. `title` names the kind: schema/explain.ts turns it into the reason
 * that an unfit value is refused with, and docs/rpc.md shows it.
 */

/** A quantity: minimal big-endian hex, `0x0` for zero. At most 256 bits. */
export const Quantity = Type.String({ title: 'quantity', pattern: '^0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})$' });

/** A quantity of at most 64 bits: gas, nonces, block numbers, times, indexes. */
export const Quantity64 = Type.String({
  title: 'quantity64',
  pattern: '^0x(0|[1-9a-fA-F][0-9a-fA-F]{0,15})$',
});

/** A quantity that may have leading zeros: halves of signatures, which some clients send as 32 bytes. */
export const PaddedQuantity = Type.String({ title: 'paddedQuantity', pattern: '^0x[0-9a-fA-F]{1,64}$' });

/**
 * A quantity as people type it at a prompt and as Hardhat's and Foundry's scripts send it to the dev methods and to
 * eth_feeHistory: a JSON number, a decimal string, or hex with leading zeros. At most 256 bits.
 */
export const LenientQuantity = Type.Union(
  [
    Type.String({ pattern: '^(0x[0-9a-fA-F]{1,64}|[0-9]{1,78})$' }),
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
  ],
  { title: 'lenientQuantity' },
);

// A pattern that counts digits by twos takes seconds for a megabyte, and gives up beyond some: the length says it at once.
FormatRegistry.Set('bytes', (text) => text.length % 2 === 0);

/** Bytes of any length: an even number of hex digits. */
export const Data = Type.String({ title: 'data', pattern: '^0x[0-9a-fA-F]*$', format: 'bytes' });

/** 32 bytes. */
export const Hash32 = Type.String({ title: 'hash32', pattern: '^0x[0-9a-fA-F]{64}$' });

/** 20 bytes; the case of the digits carries no meaning here. */
export const Address = Type.String({ title: 'address', pattern: '^0x[0-9a-fA-F]{40}$' });

/** 32 bytes given with fewer digits, as geth takes for storage slots: left-padded. */
export const ShortBytes32 = Type.String({ title: 'shortBytes32', pattern: '^(0x)?[0-9a-fA-F]{0,64}$' });

/** true or false */
export const Bool = Type.Boolean({ title: 'bool' });

/** Text of any kind. */
export const Text = Type.String({ title: 'text' });
