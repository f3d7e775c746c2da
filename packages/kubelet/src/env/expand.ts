/**
 * Replaces `$(NAME)` by the variable of that name; an unknown one stays as it is and `$$` is `$`
 * (Kubernetes' third_party/forked/golang/expansion).
 */
export function expand(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(/\$(\$|\(([^)]*)\))?/g, (whole, rest: string | undefined, name: string) => {
    if (rest === '$') return '$';
    if (rest === undefined) return whole;
    return variables[name] ?? whole;
  });
}
