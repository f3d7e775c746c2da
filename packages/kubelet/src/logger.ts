/** Where the kubelet tells what it did; pino's shape. */
export interface KubeletLogger {
  info(fields: Readonly<Record<string, unknown>>, message: string): void;
  warn(fields: Readonly<Record<string, unknown>>, message: string): void;
}

/** A logger that says nothing. */
export const silentLogger: KubeletLogger = { info: () => undefined, warn: () => undefined };
