import type { Settings } from '../config/options.ts';
import { createLogger, type Logger } from '../logger.ts';

/** The logger that the settings ask for. */
export function loggerOf(settings: Settings): Logger {
  const auto = process.stdout.isTTY && process.env.NO_COLOR === undefined;
  return createLogger({
    level: levelOf(settings),
    format: settings.json ? 'json' : settings.logFormat,
    colour: settings.color === 'auto' ? auto : settings.color === 'always',
  });
}

function levelOf({ silent, verbose, logLevel }: Settings): Settings['logLevel'] {
  if (silent) return 'error';
  return verbose ? 'debug' : logLevel;
}
