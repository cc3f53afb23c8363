import { spawn } from 'node:child_process';

/** npm is a .cmd file on Windows, which only a shell can start. */
const shell = process.platform === 'win32';

/** Milliseconds between two looks at whether the parent still runs. */
const PARENT_CHECK = 500;

/**
 * Runs a program on this terminal and resolves to its exit status. A signal sent to this process alone reaches the
 * program too; Ctrl-C on a terminal reaches both without help. The program is also ended when this process's parent is
 * gone: npm passes a signal on to its shell, which ends without passing it on.
 */
export function runInherited(file, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'inherit', ...options });
    const forward = (signal) => {
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    };
    const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
    for (const signal of signals) process.on(signal, forward);
    const parent = process.ppid;
    const timer = setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM');
    }, PARENT_CHECK);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      for (const name of signals) process.off(name, forward);
      resolve(code ?? (signal === 'SIGINT' ? 130 : 143));
    });
  });
}

/** Runs a program quietly; resolves to its status and all that it printed. */
export function runCaptured(file, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(file, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      shell: shell && file === 'npm',
      ...options,
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (chunk) => {
      stdout += chunk;
    });
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    child.on('error', (error) => resolve({ status: 127, stdout, stderr: `${error.message}\n` }));
    child.on('close', (code) => resolve({ status: code ?? 1, stdout, stderr }));
  });
}
