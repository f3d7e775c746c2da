/** The part of a pino-like logger that the host uses: fields first, then a static message. */
export interface GitHostLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
  error(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** A logger that drops everything. */
export const silentLogger: GitHostLogger = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
