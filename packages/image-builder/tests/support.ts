import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import {
  type ContentStore,
  createContentStore,
  createImageStore,
  type ImageStore,
  LayerView,
} from '@fairway/oci';
import { createSandboxRuntime, type SandboxRuntime } from '@fairway/sandbox';

import {
  type BaseImages,
  buildImage,
  type BuildImageOptions,
  type BuiltImage,
  createBaseImages,
  HOST_BASE_LABEL,
} from '../src/index.ts';

/** Everything a build needs, in one temporary folder. */
export interface Workshop {
  readonly dir: string;
  readonly sandbox: SandboxRuntime;
  readonly store: ContentStore;
  readonly images: ImageStore;
  readonly bases: BaseImages;
  /** Makes a build context; keys are paths, a "!" at the end makes a file executable. */
  context(files: Readonly<Record<string, string>>): Promise<string>;
  build(
    files: Readonly<Record<string, string>>,
    options?: Partial<BuildImageOptions>,
  ): Promise<BuiltImage & { log: string[] }>;
  /** What a container of the image would see. */
  view(image: BuiltImage): Promise<LayerView>;
  close(): Promise<void>;
}

export async function openWorkshop(): Promise<Workshop> {
  const dir = await mkdtemp(join(tmpdir(), 'fairway-build-'));
  // The sandbox' user walks through it.
  await chmod(dir, 0o711);
  const sandbox = await createSandboxRuntime({ dataDir: join(dir, 'sandbox') });
  const store = await createContentStore({ dir: join(dir, 'content') });
  const owner = process.getuid?.() === 0 ? sandbox.owner : undefined;
  const images = await createImageStore({
    dir: join(dir, 'images'),
    store,
    owner,
    hostBaseLabel: HOST_BASE_LABEL,
  });
  const bases = await createBaseImages({
    store,
    cacheDir: join(dir, 'cache'),
    nodePath: process.execPath,
  });
  let contexts = 0;
  async function context(files: Readonly<Record<string, string>>): Promise<string> {
    contexts += 1;
    const root = join(dir, `context-${contexts}`);
    for (const [key, text] of Object.entries(files)) {
      const path = join(root, key.replace(/!$/, ''));
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { mode: key.endsWith('!') ? 0o755 : 0o644 });
    }
    return root;
  }
  return {
    dir,
    sandbox,
    store,
    images,
    bases,
    context,
    async build(files, options = {}) {
      const log: string[] = [];
      const image = await buildImage({
        contextDir: await context(files),
        sandbox,
        store,
        images,
        bases,
        cacheDir: join(dir, 'cache'),
        onLog: (line) => log.push(line),
        signal: new AbortController().signal,
        timeoutMs: 60_000,
        ...options,
      });
      return { ...image, log };
    },
    async view(image) {
      return new LayerView(await images.unpack(image.manifest));
    },
    close: async () => rm(dir, { recursive: true, force: true }),
  };
}
