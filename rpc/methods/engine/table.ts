import type { Method } from '../../method.ts';
import { blobMethods } from './blobs.ts';
import { payloadBodyMethods } from './bodies.ts';
import { exchangeMethods } from './exchange.ts';
import { forkchoiceMethods } from './forkchoice.ts';
import { getPayloadMethods } from './getPayload.ts';
import { newPayloadMethods } from './newPayload.ts';

/** engine_*: what a consensus client calls, on a port of its own. */
export const engineMethods: readonly Method[] = [
  ...newPayloadMethods,
  ...forkchoiceMethods,
  ...getPayloadMethods,
  ...payloadBodyMethods,
  ...blobMethods,
  ...exchangeMethods(() => engineMethods),
];
