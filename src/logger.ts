import { type DestinationStream, type Logger, pino } from 'pino';

export type { Logger };

/** What the logger depends on. */
export interface LoggerOptions {
  readonly level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly format: 'pretty' | 'json';
  readonly colour: boolean;
}

/** Fields that never reach a log, wherever they stand in a record's first two levels. */
const SECRETS = ['privateKey', 'privateKeys', 'mnemonic', 'secret', 'jwtSecret', 'password', 'authorization'];

/** Makes the program's logger; `destination` is standard output unless a test gives its own. */
export function createLogger(options: LoggerOptions, destination?: DestinationStream): Logger {
  const settings = {
    level: options.level,
    base: undefined,
    redact: { paths: SECRETS.flatMap((name) => [name, `*.${name}`]), censor: '(hidden)' },
  };
  if (options.format === 'json')
    return pino(settings, destination ?? pino.destination({ dest: 1, sync: true }));
  let stream: NodeJS.WritableStream | undefined;
  const write = (line: string): void => {
    stream ??= readable(options, destination);
    stream.write(line);
  };
  return pino(settings, { write });
}

/** What makes lines for people of records; loaded with the first of them. */
function readable({ colour }: LoggerOptions, destination: DestinationStream | undefined) {
  const pretty = require('pino-pretty') as typeof import('pino-pretty');
  return pretty({
    colorize: colour,
    translateTime: 'SYS:HH:MM:ss.l',
    sync: true,
    destination: destination === undefined ? 1 : (destination as NodeJS.WritableStream),
  });
}
