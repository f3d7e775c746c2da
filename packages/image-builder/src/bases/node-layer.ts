import { stat } from 'node:fs/promises';

import { type LayerEntry, walkLayer } from '@fairway/oci';

const PASSWD = `root:x:0:0:root:/root:/bin/sh
node:x:1000:1000:node:/home/node:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
`;
const GROUP = 'root:x:0:\nnode:x:1000:\nnogroup:x:65534:\n';
const NPM = 'usr/local/lib/node_modules/npm';

function directory(path: string, mode = 0o755): LayerEntry {
  return { type: 'directory', path, mode };
}

function text(path: string, content: string): LayerEntry {
  const source = Buffer.from(content);
  return { type: 'file', path, mode: 0o644, size: source.length, source };
}

/** Accounts as the official Node.js image has them: root, and `node` with 1000:1000. */
function* accounts(): Generator<LayerEntry> {
  yield directory('etc');
  yield text('etc/group', GROUP);
  yield text('etc/passwd', PASSWD);
  yield directory('home');
  yield { ...directory('home/node'), owner: { uid: 1000, gid: 1000 } };
  yield directory('root', 0o700);
}

/** A layer for the host base: accounts, and a program of the host under /usr/local/bin. */
export async function* hostBaseEntries(program?: string): AsyncGenerator<LayerEntry> {
  yield* accounts();
  yield directory('usr');
  yield directory('usr/local');
  yield directory('usr/local/bin');
  if (program === undefined) return;
  // Scripts of the official image say `python`, the host says `python3`.
  yield { type: 'symlink', path: 'usr/local/bin/python', target: `/usr/bin/${program}` };
}

/** A layer with a Node.js binary and npm where the official image has them. */
export async function* nodeEntries(binary: string, npmDir: string): AsyncGenerator<LayerEntry> {
  yield* hostBaseEntries();
  const { size } = await stat(binary);
  yield { type: 'file', path: 'usr/local/bin/node', mode: 0o755, size, source: binary };
  yield {
    type: 'symlink',
    path: 'usr/local/bin/npm',
    target: '../lib/node_modules/npm/bin/npm-cli.js',
  };
  yield {
    type: 'symlink',
    path: 'usr/local/bin/npx',
    target: '../lib/node_modules/npm/bin/npx-cli.js',
  };
  yield directory('usr/local/lib');
  yield directory('usr/local/lib/node_modules');
  yield directory(NPM);
  for await (const entry of walkLayer(npmDir)) {
    if (/^(?:docs|man|test)(?:\/|$)/.test(entry.path)) continue;
    const path = `${NPM}/${entry.path}`;
    yield entry.type === 'hardlink'
      ? { ...entry, path, target: `${NPM}/${entry.target}` }
      : { ...entry, path };
  }
}
