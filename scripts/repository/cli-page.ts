/** What a command says of itself, as far as the manual tells it. */
export interface DocumentedCommand {
  readonly usage: string;
  readonly about: string;
  readonly options?: readonly { readonly flags: string; readonly about: string }[];
  readonly json?: false;
}

const begin = '<!-- made by npm run generate: commands -->';
const end = '<!-- end of commands -->';

/** The table of all commands, in their order. */
export function commandTable(commands: readonly DocumentedCommand[]): string {
  const rows = commands.map(({ usage, about, options = [], json }) => {
    const flags = options.map((option) => `\`${option.flags}\` ${option.about}`);
    if (json !== false) flags.push('`--json`');
    return `| \`fairway ${usage}\` | ${about} | ${flags.join('; ')} |`.replaceAll('  ', ' ');
  });
  return ['| command | what it does | flags |', '|---|---|---|', ...rows].join('\n');
}

/** A page with its table of commands put in anew. Throws when the page has no place for it. */
export function withCommands(page: string, commands: readonly DocumentedCommand[]): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end);
  if (from < 0 || to < from) throw new Error(`The page has no "${begin}" … "${end}".`);
  const table = commandTable(commands)
    .replaceAll('<', '&lt;')
    .replaceAll(/`[^`]*`/g, plain);
  return `${page.slice(0, from + begin.length)}\n\n${table}\n\n${page.slice(to)}`;
}

/** Within code nothing is escaped but what would end a cell. */
function plain(code: string): string {
  return code.replaceAll('&lt;', '<').replaceAll('|', String.raw`\|`);
}
