import { fn, type FunctionTable } from '../values/go-function.ts';
import { text } from './convert.ts';

/** path.Clean. */
function cleanPath(path: string): string {
  const rooted = path.startsWith('/');
  const kept: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') kept.push(part);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push('..');
  }
  if (rooted) return `/${kept.join('/')}`;
  return kept.length === 0 ? '.' : kept.join('/');
}

/** path.Base. */
export function basePath(path: string): string {
  if (path === '') return '.';
  const trimmed = path.replace(/\/+$/, '');
  if (trimmed === '') return '/';
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

function directory(path: string): string {
  return cleanPath(path.slice(0, path.lastIndexOf('/') + 1));
}

function extension(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const dot = name.lastIndexOf('.');
  return dot < 0 ? '' : name.slice(dot);
}

const base = fn(['string'], ([path]) => basePath(text(path)));
const clean = fn(['string'], ([path]) => cleanPath(text(path)));
const dir = fn(['string'], ([path]) => directory(text(path)));
const ext = fn(['string'], ([path]) => extension(text(path)));
const isAbs = fn(['string'], ([path]) => text(path).startsWith('/'));

/** sprig's functions on paths; the os… ones behave as on Linux. */
export const PATH_FUNCTIONS: FunctionTable = {
  base,
  clean,
  dir,
  ext,
  isAbs,
  osBase: base,
  osClean: clean,
  osDir: dir,
  osExt: ext,
  osIsAbs: isAbs,
};
