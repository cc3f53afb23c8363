import { availableParallelism } from 'node:os';
import type { SessionReport } from './worker.ts';

/** Bodies of one session: a node that has seen more is mostly one that has been spoilt by what it was told. */
export const BODIES_PER_SESSION = 1000;

/** Runs sessions `first` to `end` of a seed on every core; ends early after `most` findings. */
export function fuzzRpc(
  seed: number,
  first: number,
  end: number,
  most: number,
  progress: (done: number) => void,
): Promise<readonly SessionReport[]> {
  const reports: SessionReport[] = [];
  let next = first;
  let busy = 0;
  const found = () => reports.filter(({ finding }) => finding !== undefined).length;
  return new Promise((resolve, reject) => {
    for (let i = 0; i < Math.min(availableParallelism(), end - first); i++) {
      const worker = new Worker(new URL('./worker.ts', import.meta.url).href);
      busy++;
      worker.onerror = (event) => reject(new Error(event.message));
      worker.onmessage = ({ data }: MessageEvent<SessionReport | 'ready'>) => {
        if (data !== 'ready') {
          reports.push(data);
          progress(reports.length);
        }
        if (next >= end || found() >= most) {
          worker.terminate();
          if (--busy === 0) resolve(reports);
          return;
        }
        worker.postMessage({ seed, session: next++, bodies: BODIES_PER_SESSION });
      };
    }
  });
}
