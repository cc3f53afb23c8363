import { type RpcFinding, type RpcSession, runSession } from './session.ts';

/** What a worker says of a session. */
export interface SessionReport extends RpcSession {
  readonly finding: RpcFinding | undefined;
}

declare const self: Worker;

self.onmessage = async ({ data }: MessageEvent<RpcSession>) => {
  self.postMessage({ ...data, finding: await runSession(data) } satisfies SessionReport);
};

self.postMessage('ready');
