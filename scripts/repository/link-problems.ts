import { posix } from 'node:path';

/** Files of the repository that links may name, and the text of Markdown files, by path. */
export interface LinkTargets {
  exists(path: string): boolean;
  markdown(path: string): string | undefined;
}

/** The relative links of a Markdown file that lead nowhere. */
export function linkProblems(file: string, text: string, targets: LinkTargets): string[] {
  return linksOf(text).flatMap((link) => {
    if (/^[a-z][a-z0-9+.-]*:/i.test(link)) return [];
    const [path = '', anchor] = link.split('#', 2);
    const target = path === '' ? file : posix.normalize(posix.join(posix.dirname(file), path));
    if (target.startsWith('..') || !targets.exists(target)) {
      return [`${file}: there is no ${target} (${link})`];
    }
    if (anchor === undefined) return [];
    const headings = anchorsOf(targets.markdown(target) ?? '');
    return headings.has(anchor) ? [] : [`${file}: ${target} has no heading #${anchor}`];
  });
}

/** The anchors of a Markdown file's headings, as GitHub makes them. */
export function anchorsOf(text: string): Set<string> {
  const headings = withoutFences(text).matchAll(/^#{1,6}\s+(.+?)\s*$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );
}

function linksOf(text: string): string[] {
  const inline = withoutFences(text)
    .replaceAll(/`[^`\n]*`/g, '')
    .matchAll(/\]\(([^()\s]+)(?:\s+"[^"]*")?\)/g);
  return [...inline].map(([, target = '']) => decodeURI(target));
}

function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '');
}
