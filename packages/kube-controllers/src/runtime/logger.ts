/** Where controllers report; messages are static, values are fields. */
export interface Logger {
  warn(message: string, fields?: Record<string, unknown>): void;
  error(message: string, fields?: Record<string, unknown>): void;
}

/** Says nothing. */
export const silentLogger: Logger = { warn: () => undefined, error: () => undefined };
