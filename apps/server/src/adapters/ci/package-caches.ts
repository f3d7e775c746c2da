import { mkdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { SandboxMount, SandboxRuntime } from '@fairway/sandbox';

/** What a job or an image build sees of package caches and of the host's Node. */
export interface PackageCaches {
  mounts: SandboxMount[];
  env: Record<string, string>;
}

const npmCache = '/var/cache/npm';
const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The host's npm cache, read by all and never written: each team writes to a layer of its own over
 * it. A Node that does not lie in /usr is mounted where it is, so that jobs find it.
 */
export async function packageCaches(options: {
  /** Folder of the teams' layers. */
  folder: string;
  team: string;
  sandbox: SandboxRuntime;
  environment: Readonly<Record<string, string | undefined>>;
}): Promise<PackageCaches> {
  const { environment, sandbox } = options;
  const upper = join(options.folder, options.team, 'npm');
  await mkdir(upper, { recursive: true, mode: 0o700 });
  await sandbox.own(upper);
  const source = environment['npm_config_cache'] ?? join(homedir(), '.npm');
  await mkdir(source, { recursive: true });
  const mounts: SandboxMount[] = [
    { source, target: npmCache, readOnly: false, overlayUpper: upper },
  ];
  const nodeFolder = dirname(process.execPath);
  let path = systemPath;
  if (!process.execPath.startsWith('/usr/')) {
    const prefix = dirname(nodeFolder);
    mounts.push({ source: prefix, target: prefix, readOnly: true });
    path = `${nodeFolder}:${systemPath}`;
  }
  const registry = environment['npm_config_registry'];
  return {
    mounts,
    env: {
      PATH: path,
      LANG: 'C.UTF-8',
      npm_config_cache: npmCache,
      npm_config_prefer_offline: 'true',
      npm_config_audit: 'false',
      npm_config_fund: 'false',
      npm_config_update_notifier: 'false',
      npm_config_progress: 'false',
      ...(registry === undefined ? {} : { npm_config_registry: registry }),
    },
  };
}
