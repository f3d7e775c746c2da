import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import type { RefEvent, RefStore } from '../src/index.ts';
import { createMemoryRefStore } from '../src/ref-store.ts';
import { AUTHOR, createFixture, type Fixture } from './fixture.ts';

async function commit(fixture: Fixture, content: string): Promise<string> {
  const result = await fixture.host.commitFiles({
    repository: 'team/p',
    branch: 'main',
    message: 'Change',
    author: AUTHOR,
    changes: [{ path: 'a.txt', content }],
  });
  return result.commit;
}

describe('ref events', () => {
  it('tell of commits, pushes and deletions, with who moved the ref', async () => {
    const events: RefEvent[] = [];
    await using fixture = await createFixture();
    const { host } = fixture;
    host.onRefUpdate((event) => void events.push(event));
    await host.createRepository('team/p');
    const first = await commit(fixture, '1');
    await host.reconcile('team/p');
    const main = { repository: 'team/p', ref: 'refs/heads/main' };
    expect(events).toEqual([{ ...main, before: null, after: first, pusher: 'Dev' }]);
    const clone = join(fixture.folder, 'clone');
    await fixture.git(['clone', '-q', fixture.url('team/p', 'maria'), clone]);
    await writeFile(join(clone, 'b.txt'), 'b');
    await fixture.git(['add', '.'], clone);
    await fixture.git(['commit', '-qm', 'More'], clone);
    await fixture.git(['push', '-q', 'origin', 'main', 'main:refs/heads/side'], clone);
    await host.reconcile('team/p');
    const second = await host.resolveRevision('team/p', 'main');
    expect(events.slice(1)).toEqual([
      { ...main, before: first, after: second, pusher: 'maria' },
      { ...main, ref: 'refs/heads/side', before: null, after: second, pusher: 'maria' },
    ]);
    await fixture.git(['push', '-q', 'origin', ':side'], clone);
    await host.reconcile();
    expect(events.at(-1)).toEqual({ ...main, ref: 'refs/heads/side', before: second, after: null });
    await host.deleteRepository('team/p');
    await host.createRepository('team/p');
    const again = await commit(fixture, '1');
    await host.reconcile('team/p');
    expect(events.at(-1)).toMatchObject({ before: null, after: again });
    expect(events).toHaveLength(5);
  });

  it('come without being asked for after a push', async () => {
    await using fixture = await createFixture();
    const told = new Promise<RefEvent>((resolve) => fixture.host.onRefUpdate(resolve));
    await fixture.host.createRepository('team/p');
    const after = await commit(fixture, '1');
    expect(await told).toMatchObject({ after });
  });

  it('come again after a restart when the process died before the record', async () => {
    const store = createMemoryRefStore();
    const dying: RefStore = {
      load: (repository) => store.load(repository),
      save: (_repository, refs) =>
        refs.size === 0 ? Promise.resolve() : Promise.reject(new Error('killed')),
    };
    await using before = await createFixture({ refStore: dying });
    await before.host.createRepository('team/p');
    const after = await commit(before, '1');
    await before.host.close();
    const events: RefEvent[] = [];
    await using restarted = await createFixture({ refStore: store, dir: before.dir });
    restarted.host.onRefUpdate((event) => void events.push(event));
    await restarted.host.reconcile();
    await restarted.host.reconcile();
    expect(events).toMatchObject([{ ref: 'refs/heads/main', before: null, after }]);
  });

  it('come again when a listener failed', async () => {
    await using fixture = await createFixture();
    const { host } = fixture;
    await host.createRepository('team/p');
    const seen: (string | null)[] = [];
    let failing = true;
    host.onRefUpdate((event) => {
      seen.push(event.after);
      if (failing) throw new Error('not now');
    });
    const after = await commit(fixture, '1');
    await expect(host.reconcile('team/p')).rejects.toThrow('not now');
    failing = false;
    expect(await host.reconcile('team/p')).toHaveLength(1);
    expect(await host.reconcile('team/p')).toHaveLength(0);
    expect(new Set(seen)).toEqual(new Set([after]));
  });
});
