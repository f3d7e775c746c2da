/** What no file of the repository may say. */
export interface TextRule {
  readonly name: string;
  readonly pattern: RegExp;
}

/** Traces of one person's machine, and addresses that may be somebody's. */
export const textRules: readonly TextRule[] = [
  {
    // Runners of GitHub and images of Node.js have homes of their own; one letter is a placeholder.
    name: 'a path of a machine',
    pattern: /(?<![\w.)}])\/(?:home|Users|work)\/(?!(?:runner|node|\w)\b)\w+/,
  },
  {
    name: 'an address outside of example.com',
    pattern: /\b[\w.+-]+@(?!(?:[\w-]+\.)*example\.(?:com|org|net)\b)(?:[\w-]+\.)+[a-z]{2,}\b/,
  },
];

/** A rule for a text that is known only where the check runs, such as a host. */
export function literalRule(name: string, text: string): TextRule {
  return { name, pattern: new RegExp(text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)) };
}

/** The lines of a file that break a rule. */
export function textProblems(file: string, text: string, rules: readonly TextRule[]): string[] {
  return text.split('\n').flatMap((line, index) =>
    rules.flatMap(({ name, pattern }) => {
      const found = pattern.exec(line);
      return found === null ? [] : [`${file}:${index + 1}: ${name}: ${found[0]}`];
    }),
  );
}
