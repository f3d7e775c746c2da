const firstDelayMs = 2_000;
const factor = 3;
const maxDelayMs = 300_000;

/** How long after the last operation's end self-heal number `attempts + 1` may start. */
export function selfHealDelay(attempts: number): number {
  return attempts <= 0 ? 0 : Math.min(firstDelayMs * factor ** (attempts - 1), maxDelayMs);
}
