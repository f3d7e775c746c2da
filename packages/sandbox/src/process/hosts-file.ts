/** The text of a hosts(5) file: loopback, the host name, then the extra lines. */
export function formatHosts(
  hostname: string,
  extra: Readonly<Record<string, readonly string[]>>,
): string {
  const lines = ['127.0.0.1\tlocalhost', '::1\tlocalhost ip6-localhost ip6-loopback'];
  const named = Object.values(extra).some((names) => names.includes(hostname));
  if (!named) lines.push(`127.0.0.1\t${hostname}`);
  for (const [address, names] of Object.entries(extra)) {
    if (names.length > 0) lines.push(`${address}\t${names.join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}
