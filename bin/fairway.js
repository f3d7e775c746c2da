#!/usr/bin/env node
// The `fairway` command: built code when there is any, else a hint how to build it.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const entry = new URL('../apps/cli/dist/index.js', import.meta.url);
if (!existsSync(fileURLToPath(entry))) {
  process.stderr.write(
    'Fairway is not built yet.\nRun "npm run build" in its folder, or "npm start".\n',
  );
  process.exit(1);
}
const { runCli } = await import(entry.href);
// `fairway logs x | head`: the reader has enough.
process.stdout.on('error', (error) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const controller = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => controller.abort());
process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  stdin: process.stdin,
  print: (line) => process.stdout.write(`${line}\n`),
  warn: (line) => process.stderr.write(`${line}\n`),
  signal: controller.signal,
});
// An idle keep-alive socket of a finished request must not hold the process.
process.exit();
