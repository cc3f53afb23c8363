import { describe, expect, test } from 'bun:test';
import { SHELLS } from '../../../src/cli/completion.ts';
import { runToEnd } from '../program.ts';

/** Whether a shell of this machine takes the text for a script; undefined where it is not installed. */
function accepts(shell: string, script: string): boolean | undefined {
  if (Bun.which(shell) === null) return undefined;
  return Bun.spawnSync([shell, '-n', '/dev/stdin'], { stdin: new TextEncoder().encode(script) }).success;
}

describe('completion', () => {
  test.each([...SHELLS])('%s: a script that knows every command and its flags', async (shell) => {
    const { status, out } = await runToEnd(['completion', shell]);
    expect(status).toBe(0);
    for (const word of ['start', 'import', 'status', 'block-time', 'genesis']) expect(out).toContain(word);
    expect(accepts(shell, out)).not.toBe(false);
  });

  test('bash completes', async () => {
    const { out } = await runToEnd(['completion', 'bash']);
    const line = `${out}\nCOMP_WORDS=(xai start --block); COMP_CWORD=2; _xai; echo "\${COMPREPLY[@]}"`;
    expect(Bun.spawnSync(['bash', '-c', line]).stdout.toString().trim()).toBe('--block-time');
  });

  test('other shells are refused by name', async () => {
    expect((await runToEnd(['completion', 'tcsh'])).error).toContain('bash, zsh, fish');
  });
});
