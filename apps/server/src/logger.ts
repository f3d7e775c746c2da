import { type Logger, pino } from 'pino';

export type { Logger } from 'pino';

/** The server's logger: JSON lines on stderr, with what may be secret taken out. */
export function createLogger(level: string): Logger {
  return pino(
    {
      level,
      base: null,
      redact: {
        paths: [
          'req.headers.authorization',
          'req.headers.cookie',
          'authorization',
          'password',
          'token',
          '*.password',
          '*.token',
        ],
        censor: '…',
      },
    },
    pino.destination({ fd: 2, sync: false }),
  );
}
