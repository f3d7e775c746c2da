const lockable = new Set(['ro', 'nosuid', 'nodev', 'noexec', 'noatime', 'nodiratime', 'relatime']);

/** A mount point of this process' mount namespace with its per-mount options. */
export interface MountPoint {
  readonly path: string;
  readonly options: readonly string[];
}

/** Reads /proc/self/mountinfo (proc(5)). */
export function parseMountInfo(text: string): MountPoint[] {
  const points: MountPoint[] = [];
  for (const line of text.split('\n')) {
    const fields = line.split(' ');
    const path = fields[4];
    const options = fields[5];
    if (path === undefined || options === undefined) continue;
    points.push({ path: unescapeField(path), options: options.split(',') });
  }
  return points;
}

/**
 * The flags of the mount that holds `path`. A bind of it in a user namespace is refused unless the
 * options repeat them.
 */
export function mountFlags(points: readonly MountPoint[], path: string): string[] {
  let best: MountPoint | undefined;
  for (const point of points) {
    const prefix = point.path === '/' ? '/' : `${point.path}/`;
    const holds = path === point.path || path.startsWith(prefix);
    // A later line of the same length is mounted over the earlier one.
    if (holds && point.path.length >= (best?.path.length ?? 0)) best = point;
  }
  return (best?.options ?? []).filter((option) => lockable.has(option));
}

function unescapeField(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) =>
    String.fromCodePoint(Number.parseInt(octal, 8)),
  );
}
