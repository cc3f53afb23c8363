import { expect, test } from 'bun:test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, request } from '../e2e/launch.ts';
import { root } from '../e2e/root.ts';

const THRESHOLD = 'BUN_JSC_thresholdForFTLOptimizeAfterWarmUp';
const MEMORY = 'BUN_JSC_forceRAMSize';

async function environmentOf(own: Record<string, string>): Promise<string[]> {
  const port = await freePort();
  const child = Bun.spawn([process.execPath, join(root, 'src/main.ts'), 'dev', '--port', `${port}`], {
    env: { ...process.env, [THRESHOLD]: undefined, [MEMORY]: undefined, ...own },
    stdout: 'ignore',
  });
  try {
    while ((await request(`http://127.0.0.1:${port}`, 'eth_chainId').catch(() => undefined)) === undefined) {
      await Bun.sleep(20);
    }
    return readFileSync(`/proc/${child.pid}/environ`, 'utf8').split('\0');
  } finally {
    child.kill();
    await child.exited;
  }
}

test.if(process.platform === 'linux')(
  'a node begins again with the compiler told to wait and the collector to come early',
  async () => {
    const environment = await environmentOf({ KEPT: 'as it was' });
    expect(environment).toContain(`${THRESHOLD}=1000000`);
    expect(environment).toContain(`${MEMORY}=1073741824`);
    expect(environment).toContain('KEPT=as it was');
  },
  30_000,
);

test.if(process.platform === 'linux')(
  'but not where somebody has told it already',
  async () => {
    const environment = await environmentOf({ [THRESHOLD]: '5000' });
    expect(environment).toContain(`${THRESHOLD}=5000`);
    expect(environment).toContain(`${MEMORY}=1073741824`);
  },
  30_000,
);
