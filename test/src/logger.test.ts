import { describe, expect, test } from 'bun:test';
import { Writable } from 'node:stream';
import { createLogger, type LoggerOptions } from '../../src/logger.ts';

function logged(
  options: Partial<LoggerOptions>,
  use: (logger: ReturnType<typeof createLogger>) => void,
): string {
  let text = '';
  const destination = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  use(createLogger({ level: 'info', format: 'json', colour: false, ...options }, destination));
  return text;
}

describe('the logger', () => {
  test('writes one JSON object a line', () => {
    const text = logged({}, (logger) => logger.info({ number: '1' }, 'block'));
    expect(JSON.parse(text)).toMatchObject({ level: 30, number: '1', msg: 'block' });
  });

  test('writes lines for people', () => {
    const text = logged({ format: 'pretty' }, (logger) => logger.warn({ number: '1' }, 'block removed'));
    expect(text).toMatch(/^\[\d\d:\d\d:\d\d\.\d{3}\] WARN: block removed\n {4}number: "1"\n$/);
  });

  test('holds back what is below its level', () => {
    expect(logged({ level: 'error' }, (logger) => logger.warn('no'))).toBe('');
  });

  test('hides keys and phrases', () => {
    const text = logged({}, (logger) =>
      logger.info({ privateKey: '0xac09', account: { privateKey: '0xac09', mnemonic: 'test junk' } }, 'made'),
    );
    expect(text).not.toContain('ac09');
    expect(text).not.toContain('junk');
    expect(text).toContain('(hidden)');
  });
});
