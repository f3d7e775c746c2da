import { execFile, spawn } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
const run = promisify(execFile);
const identity = {
  GIT_AUTHOR_NAME: 'Dev',
  GIT_AUTHOR_EMAIL: 'dev@example.com',
  GIT_COMMITTER_NAME: 'Dev',
  GIT_COMMITTER_EMAIL: 'dev@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
};
/** Serves the repositories in a folder through `git http-backend` on a free port. */
export async function startGitServer(folder) {
  const requests = [];
  const server = createServer((request, response) => {
    requests.push(request.headers);
    backend(folder, request, response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${server.address().port}`;
  return {
    url,
    requests,
    async repository(name) {
      const work = join(folder, name);
      await mkdir(work, { recursive: true });
      const git = async (...args) => {
        const { stdout } = await run('git', args, {
          cwd: work,
          env: { ...process.env, ...identity },
        });
        return stdout.trim();
      };
      await git('init', '--quiet', '--initial-branch=main');
      return {
        url: `${url}/${name}`,
        git,
        async commit(files) {
          for (const [path, content] of Object.entries(files)) {
            const full = join(work, path);
            if (content === null) await rm(full, { recursive: true });
            else {
              await mkdir(dirname(full), { recursive: true });
              await writeFile(full, content);
            }
          }
          await git('add', '--all');
          await git('commit', '--quiet', '--allow-empty', '-m', 'Change');
          return git('rev-parse', 'HEAD');
        },
      };
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}
function backend(folder, request, response) {
  const { pathname, search } = new URL(request.url ?? '/', 'http://localhost');
  const child = spawn('git', ['http-backend'], {
    env: {
      PATH: process.env['PATH'],
      GIT_PROJECT_ROOT: folder,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_COUNT: '1',
      GIT_CONFIG_KEY_0: 'safe.directory',
      GIT_CONFIG_VALUE_0: '*',
      GIT_PROTOCOL: request.headers['git-protocol'],
      PATH_INFO: pathname.replace(/^(\/[^/]+)/, '$1/.git'),
      QUERY_STRING: search.slice(1),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: request.headers['content-type'],
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'],
    },
  });
  request.pipe(child.stdin);
  child.stdin.on('error', () => undefined);
  const chunks = [];
  child.stdout.on('data', (chunk) => chunks.push(chunk));
  child.on('close', () => {
    const output = Buffer.concat(chunks);
    const end = output.indexOf('\r\n\r\n');
    for (const line of output.toString('latin1', 0, Math.max(0, end)).split('\r\n')) {
      const [name = '', value = ''] = line.split(': ', 2);
      if (name === 'Status') response.statusCode = Number(value.slice(0, 3));
      else if (name !== '') response.setHeader(name, value);
    }
    response.end(output.subarray(end + 4));
  });
}
//# sourceMappingURL=_git-server.js.map
