/**
 * One form for the many ways to write a repository's address: scheme, user, port 443/80/22, letter
 * case of the host, `.git` and trailing slashes do not count; `git@host:path` equals
 * `ssh://host/path`.
 */
export function normalizeRepoUrl(url: string): string {
  const trimmed = url.trim();
  const scp = /^(?:[^@/:]+@)?([^/:]+):(?!\/\/)(.+)$/.exec(trimmed);
  const [host, path] = scp ? [scp[1] ?? '', scp[2] ?? ''] : splitUrl(trimmed);
  const cleanPath = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return host === '' ? cleanPath : `${host.toLowerCase()}/${cleanPath}`;
}

function splitUrl(url: string): readonly [host: string, path: string] {
  const match = /^[a-z][a-z0-9+.-]*:\/\/(?:[^@/]*@)?([^/]*)(.*)$/i.exec(url);
  if (!match) return ['', url];
  return [(match[1] ?? '').replace(/:(?:80|443|22)$/, ''), match[2] ?? ''];
}

/** True when two addresses name the same repository; `hosts` are names of the same host. */
export function isSameRepo(
  a: string,
  b: string,
  hosts: readonly (readonly string[])[] = [],
): boolean {
  return canonical(a, hosts) === canonical(b, hosts);
}

function canonical(url: string, hosts: readonly (readonly string[])[]): string {
  const normal = normalizeRepoUrl(url);
  const slash = normal.indexOf('/');
  const host = slash < 0 ? normal : normal.slice(0, slash);
  const same = hosts.find((names) => names.includes(host));
  return same === undefined ? normal : `${same[0] ?? host}${normal.slice(host.length)}`;
}

/** Whether a push to `ref` can change what `targetRevision` means. */
export function refAffects(ref: string, targetRevision: string | undefined): boolean {
  const target = targetRevision ?? '';
  if (/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(target)) return false;
  if (target === '' || target === 'HEAD') return true;
  if (ref === target || ref === `refs/heads/${target}` || ref === `refs/tags/${target}`)
    return true;
  const isTag = ref.startsWith('refs/tags/');
  return isTag && /[<>=~^*x|]|^\d+(\.\d+)?$/.test(target);
}
