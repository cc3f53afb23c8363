import type { Client } from 'viem';
import { XAI_METHODS, type XaiMethods } from './methods/table.ts';

/** Every xai_* method as a function without its prefix: `client.xai.nodeStatus()`. */
export type XaiActions = {
  readonly [M in keyof XaiMethods as M extends `xai_${infer Name}` ? Name : never]: (
    ...parameters: XaiMethods[M]['parameters']
  ) => Promise<XaiMethods[M]['result']>;
};

/** For `client.extend(xaiActions)` of viem; each function rejects with viem's errors. */
export function xaiActions(client: Client): { readonly xai: XaiActions } {
  const request = client.request as (call: {
    method: string;
    params: readonly unknown[];
  }) => Promise<unknown>;
  const actions = XAI_METHODS.map((method) => [
    method.slice('xai_'.length),
    (...params: readonly unknown[]) => request({ method, params }),
  ]);
  return { xai: Object.fromEntries(actions) as XaiActions };
}
