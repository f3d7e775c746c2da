// Builds what is not built: the TypeScript projects (incrementally) and the portal.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs a program of node_modules/.bin and ends with its code when it fails. */
function run(program, argv, cwd = root) {
  const { status, error } = spawnSync(join(root, 'node_modules', '.bin', program), argv, {
    cwd,
    stdio: ['ignore', process.stderr, process.stderr],
  });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** The newest change below some files and folders, in milliseconds. */
function newest(paths) {
  let latest = 0;
  for (const path of paths) {
    const info = statSync(path);
    if (!info.isDirectory()) latest = Math.max(latest, info.mtimeMs);
    else latest = Math.max(latest, newest(readdirSync(path).map((name) => join(path, name))));
  }
  return latest;
}

const groups = ['packages', 'apps'].flatMap((group) =>
  readdirSync(join(root, group)).map((name) => join(root, group, name)),
);
const sources = groups.map((folder) => join(folder, 'src')).filter(existsSync);
const built = join(root, 'apps/cli/dist/.built');
if (!existsSync(built) || statSync(built).mtimeMs < newest(sources)) {
  if (!existsSync(built)) process.stderr.write('Building Fairway; this happens once.\n');
  // The command stands on everything that runs; what only tests need is not built here.
  run('tsc', ['-b', 'apps/cli']);
  const { writeFileSync } = await import('node:fs');
  writeFileSync(built, '');
}
const portal = join(root, 'apps/portal');
const page = join(portal, 'dist/index.html');
if (existsSync(join(portal, 'index.html'))) {
  const inputs = [
    join(portal, 'src'),
    join(portal, 'index.html'),
    join(root, 'packages/api-client/src'),
  ];
  if (!existsSync(page) || statSync(page).mtimeMs < newest(inputs)) run('vite', ['build'], portal);
}
