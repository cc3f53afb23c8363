import { createInterface } from 'node:readline/promises';
import { AccountError } from './errors.ts';

const ENTER = /[\r\n]/;
const INTERRUPT = '\u0003';
const END = '\u0004';
const ERASE = /[\u007f\b]/;
/** Characters that one answer may have. */
const LIMIT = 4096;

/** Asks on the terminal without showing what is typed. Throws AccountError where there is no terminal, or on Ctrl-C. */
export async function promptHidden(question: string): Promise<string> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) {
    throw new AccountError('no-password', 'there is no terminal to ask on: name a file with --password-file');
  }
  stderr.write(question);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  stdin.resume();
  try {
    return await new Promise((resolve, reject) => {
      let typed = '';
      const onData = (chunk: string) => {
        for (const character of chunk) {
          if (character === INTERRUPT || character === END || typed.length > LIMIT) {
            stdin.off('data', onData);
            reject(new AccountError('no-password', 'nothing was entered'));
            return;
          }
          if (ENTER.test(character)) {
            stdin.off('data', onData);
            resolve(typed);
            return;
          }
          typed = ERASE.test(character) ? typed.slice(0, -1) : typed + character;
        }
      };
      stdin.on('data', onData);
    });
  } finally {
    stdin.setRawMode(false);
    stdin.pause();
    stderr.write('\n');
  }
}

/** Asks a question that y or yes agrees to; anything else does not. Only where there is a terminal. */
export async function confirm(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await lines.question(question)).trim());
  } finally {
    lines.close();
  }
}
