import { fromHex } from '../../storage/encoding/bytes.ts';

/** Keeps the roots of parent beacon blocks (EIP-4788). */
export const BEACON_ROOTS_CONTRACT = fromHex('000f3df6d732807ef1319fb7b8bb8522d0beac02');
/** Keeps the hashes of former blocks (EIP-2935). */
export const HISTORY_CONTRACT = fromHex('0000f90827f1c53a10cb7a02335b175320002935');
/** Queues withdrawal requests of validators (EIP-7002). */
export const WITHDRAWAL_REQUEST_CONTRACT = fromHex('00000961ef480eb55e80d19ad83579a64c007002');
/** Queues consolidation requests of validators (EIP-7251). */
export const CONSOLIDATION_REQUEST_CONTRACT = fromHex('0000bbddc7ce488642fb579f8b00f3a590007251');
