import { describe, expect, test } from 'vitest';
import { directoryManifests } from './directory-manifests.ts';
import { layerValues, setValue } from './helm-values.ts';
import { createManifestCache } from './manifest-cache.ts';
import { parseManifests } from './parse-manifests.ts';
import { prepareTargets } from './prepare-targets.ts';
import { resolveRepoPath } from './repo-path.ts';

const config = (name: string): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;

function files(contents: Readonly<Record<string, string>>): ReadonlyMap<string, Uint8Array> {
  return new Map(
    Object.entries(contents).map(([path, text]) => [path, new TextEncoder().encode(text)]),
  );
}

describe('a directory', () => {
  const tree = files({
    'b.yaml': config('b'),
    'a.yml': config('a'),
    'c.json': '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"}}',
    'd.txt': 'x',
    'sub/e.yaml': config('e'),
    'f.yaml': `# +argocd:skip-file-rendering\nfoo: bar`,
  });

  test.each([
    ['flat by default', {}, ['a', 'b', 'c']],
    ['recurse', { recurse: true }, ['a', 'b', 'c', 'e']],
    ['include', { include: '*.json' }, ['c']],
    ['exclude', { recurse: true, exclude: '{a.*,sub/*}' }, ['b', 'c']],
  ])('%s', (_, options, names) => {
    expect(directoryManifests(tree, options).map((object) => object.metadata.name)).toEqual(names);
  });
});

describe('manifests', () => {
  test('several documents, empty ones and Lists', () => {
    const list = `apiVersion: v1\nkind: ConfigMapList\nitems:\n- apiVersion: v1\n  kind: ConfigMap\n  metadata: {name: inner}\n`;
    expect(
      parseManifests(`${config('a')}---\n# nothing\n---\n${list}`, 'x.yaml').map(
        (object) => object.metadata.name,
      ),
    ).toEqual(['a', 'inner']);
  });

  const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'
    .split('')
    .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`)
    .join('\n')}\napiVersion: v1\nkind: X\nmetadata: {name: x}\n`;

  test.each([
    ['broken YAML', 'kind: [', 'x.yaml'],
    ['broken JSON', '{', 'x.json'],
    ['no kind', 'apiVersion: v1', "Object 'Kind' is missing"],
    ['no apiVersion', 'kind: Pod', 'apiVersion is missing in a Pod'],
    ['no name', 'apiVersion: v1\nkind: Pod', 'metadata.name is missing'],
    ['a list of texts', '- a', 'a document is not an object'],
    [
      'annotations that are no texts',
      'apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {a: 1}}',
      'must map texts to texts',
    ],
    ['a YAML bomb', bomb, 'alias'],
  ])('%s is refused with the reason', (_, text, reason) => {
    const file = reason.endsWith('.json') ? 'x.json' : 'x.yaml';
    expect(() => parseManifests(text, file)).toThrow(reason);
  });
});

test('scalars are read as Kubernetes does', () => {
  const text = `${config('a')}data: {date: 2026-01-01, time: 12:30:45, yes: on, octal: 0777, merged: 1}`;
  expect(parseManifests(text, 'x.yaml')[0]?.['data']).toEqual({
    date: '2026-01-01',
    time: '12:30:45',
    true: true,
    octal: 511,
    merged: 1,
  });
});

describe('values', () => {
  const valueFiles = [
    { name: 'a.yaml', text: 'a: 1\nmap: {x: 1, w: 1}\nlist: [1]\n' },
    { name: 'b.yaml', text: 'map: {w: 2}\nlist: [2]\n' },
  ];

  test('later files, then valuesObject, then parameters win', () => {
    const helm = {
      valuesObject: { map: { z: 3 } },
      values: 'ignored: true',
      parameters: [{ name: 'map.x', value: '9' }],
    };
    expect(layerValues(helm, valueFiles, [])).toEqual({
      a: 1,
      map: { x: 9n, w: 2, z: 3 },
      list: [2],
    });
  });

  test.each<[string, string, boolean | undefined, unknown]>([
    ['a.b', 'text', undefined, { a: { b: 'text' } }],
    ['a', 'true', undefined, { a: true }],
    ['a', 'true', true, { a: 'true' }],
    ['a', '007', undefined, { a: '007' }],
    ['a[1].b', 'x', undefined, { a: [null, { b: 'x' }] }],
    ['a\\.b', 'x', undefined, { 'a.b': 'x' }],
    ['a', '{x,y}', undefined, { a: ['x', 'y'] }],
  ])('parameter %s=%s', (name, value, forceString, expected) => {
    expect(
      setValue({}, { name, value, ...(forceString === undefined ? {} : { forceString }) }),
    ).toEqual(expected);
  });

  test('a name cannot reach the prototype, nor an index exhaust memory', () => {
    setValue({}, { name: '__proto__.polluted', value: 'yes' });
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect(() => setValue({}, { name: 'a[99999999]', value: 'x' })).toThrow(
      'invalid parameter name',
    );
  });
});

test.each([
  ['helm', 'values.yaml', 'helm/values.yaml'],
  ['helm', '../shared/a.yaml', 'shared/a.yaml'],
  ['helm', '/a.yaml', 'a.yaml'],
  ['', '.', ''],
])('from %j the path %s is %s', (folder, path, expected) => {
  expect(resolveRepoPath(folder, path)).toBe(expected);
});

test('a path that leads out of the repository is refused', () => {
  expect(() => resolveRepoPath('helm', '../../etc/passwd')).toThrow('leads out of the repository');
});

describe('targets', () => {
  const context = {
    application: 'app',
    namespace: 'shop',
    isNamespaced: (_: string, kind: string) =>
      kind === 'Gadget' ? undefined : kind !== 'Namespace',
  };

  test('the last of a repeated object wins, with a warning', () => {
    const [first] = parseManifests(config('a'), 'x.yaml');
    if (first === undefined) throw new Error('unreachable');
    const prepared = prepareTargets([first, { ...first, data: { last: 'yes' } }], context);
    expect(prepared.resources).toMatchObject([
      { data: { last: 'yes' }, metadata: { namespace: 'shop' } },
    ]);
    expect(prepared.warnings).toEqual([
      'Resource /ConfigMap/shop/a appeared 2 times among application resources.',
    ]);
  });

  test('a cluster-scoped object loses its namespace', () => {
    const prepared = prepareTargets(
      [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a', namespace: 'b' } }],
      context,
    );
    expect(prepared.resources[0]?.metadata.namespace).toBeUndefined();
  });

  test('a kind that only a CRD among the targets knows has that scope', () => {
    const crd = {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'g' },
      spec: { group: 'example.com', scope: 'Cluster', names: { kind: 'Gadget' } },
    };
    const gadget = { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'one' } };
    expect(prepareTargets([gadget, crd], context).resources[0]?.metadata.namespace).toBeUndefined();
    expect(prepareTargets([gadget], context).resources[0]?.metadata.namespace).toBe('shop');
  });
});

test('the cache makes a value once, and lets the oldest go when it is full', async () => {
  const cache = createManifestCache<string>(10);
  const made: string[] = [];
  const get = (key: string): Promise<string> =>
    cache.get(key, async () => {
      made.push(key);
      return { value: key, size: 4 };
    });
  await Promise.all([get('a'), get('a')]);
  await get('b');
  await get('a');
  await get('c');
  await get('a');
  await get('b');
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
