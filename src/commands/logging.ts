import type { Settings } from '../config/options.ts';
import { createLogger, type Logger, type LoggerOptions } from '../logger.ts';

/** The logger that the settings ask for. */
export function loggerOf(settings: Settings): Logger {
  return createLogger(loggerOptions(settings));
}

/** What the settings say of the log. */
export function loggerOptions(settings: Settings): LoggerOptions {
  const auto = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  return {
    level: levelOf(settings),
    format: settings.json ? 'json' : settings.logFormat,
    colour: settings.color === 'auto' ? auto : settings.color === 'always',
  };
}

function levelOf({ silent, verbose, logLevel }: Settings): Settings['logLevel'] {
  if (silent) return 'error';
  return verbose ? 'debug' : logLevel;
}
