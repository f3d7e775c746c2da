import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { parseMountInfo, mountFlags } from './mount-flags.ts';

/** What a plan asks of the machine. */
export interface HostFacts {
  /** Whether a path is a folder, something else, or not there (links followed). */
  kind(path: string): 'directory' | 'file' | undefined;
  /** Whether the path itself is a symbolic link. */
  isLink(path: string): boolean;
  realpath(path: string): string;
  /** Permission bits of a folder. */
  mode(path: string): number;
  mountFlags(path: string): string[];
}

/** The facts of this machine, its mounts as of now. */
export function readHostFacts(): HostFacts {
  const points = parseMountInfo(readFileSync('/proc/self/mountinfo', 'utf8'));
  return {
    kind(path) {
      const stat = statSync(path, { throwIfNoEntry: false });
      if (stat === undefined) return undefined;
      return stat.isDirectory() ? 'directory' : 'file';
    },
    isLink: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false,
    realpath: (path) => realpathSync(path),
    mode: (path) => statSync(path).mode & 0o7777,
    mountFlags: (path) => mountFlags(points, path),
  };
}
