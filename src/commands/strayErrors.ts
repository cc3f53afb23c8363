import type { Logger } from '../logger.ts';

/**
 * Logs errors that nobody caught instead of ending a node that serves others: what is committed is whole, whatever
 * failed.
 */
export function logStrayErrors(logger: Logger): void {
  process.on('uncaughtException', (err) => logger.error({ err }, 'an error that nobody caught'));
  process.on('unhandledRejection', (err) => logger.error({ err }, 'a rejection that nobody caught'));
}
