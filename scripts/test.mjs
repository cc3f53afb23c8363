import { spawn } from 'node:child_process';

/**
 * Runs `bun test` (types, lint and architecture are tests too: test/house) and ends with a line that says how many
 * passed and failed, alone on its line, for people and scripts alike. Resolves to the exit status.
 */
export function runTests(bun, root, args) {
  const colour = process.stderr.isTTY ? { FORCE_COLOR: '1' } : {};
  return new Promise((resolve, reject) => {
    const child = spawn(bun, ['test', ...args], {
      cwd: root,
      stdio: ['inherit', 'inherit', 'pipe'],
      env: { ...process.env, ...colour },
    });
    // Bun reports on stderr; only its last lines hold the counts.
    let tail = '';
    child.stderr.on('data', (chunk) => {
      process.stderr.write(chunk);
      tail = (tail + chunk).slice(-4096);
    });
    child.on('error', reject);
    child.on('close', (code) => {
      const summary = countsIn(tail);
      if (code !== 0 && summary.failed === 0) {
        console.error(`\nThe test run ended with status ${code ?? 'of a signal'} before it could count.`);
        summary.failed = 1;
      }
      const skipped = summary.skipped === 0 ? '' : `, ${summary.skipped} skipped`;
      console.log(`\n${summary.passed} passed, ${summary.failed} failed${skipped}`);
      resolve(summary.failed === 0 ? 0 : 1);
    });
  });
}

/** The counts in the summary that Bun prints last: " 12 pass", " 1 skip", " 1 todo", " 0 fail". */
function countsIn(output) {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are escape sequences
  const lines = output.replace(/\u001b\[[0-9;]*m/g, '').split('\n');
  const count = (word) => {
    const line = lines.findLast((text) => new RegExp(`^ *\\d+ ${word}$`).test(text));
    return line === undefined ? 0 : Number.parseInt(line, 10);
  };
  return { passed: count('pass'), failed: count('fail'), skipped: count('skip') + count('todo') };
}
