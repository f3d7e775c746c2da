/** Replaces secrets in text by `***`. */
export interface Masker {
  /** Adds a secret, each of its lines, and the forms in which it is commonly printed. */
  readonly add: (secret: string) => void;
  readonly mask: (text: string) => string;
  /** Whether a text holds a secret. */
  readonly detects: (text: string) => boolean;
}

/** Shorter lines of a multi-line secret (`{`, `}`) would mask half of the log. */
const MIN_LINE = 4;
const MASK = '***';

/** Creates a masker that knows the given secrets; empty ones are ignored. */
export function createMasker(secrets: Iterable<string> = []): Masker {
  const needles = new Set<string>();
  let sorted: readonly string[] | undefined;
  const masker: Masker = {
    add(secret) {
      for (const form of formsOf(secret)) needles.add(form);
      sorted = undefined;
    },
    mask(text) {
      // The longest first: a secret that contains another is masked whole.
      sorted ??= [...needles].sort((a, b) => b.length - a.length);
      let masked = text;
      for (const needle of sorted) {
        if (masked.includes(needle)) masked = masked.replaceAll(needle, MASK);
      }
      return masked;
    },
    detects: (text) => [...needles].some((needle) => text.includes(needle)),
  };
  for (const secret of secrets) masker.add(secret);
  return masker;
}

function formsOf(secret: string): readonly string[] {
  if (secret.trim() === '') return [];
  const lines = secret.split(/\r?\n/).filter((line) => line.trim().length >= MIN_LINE);
  const plain = new Set([secret, secret.trim(), ...lines, ...lines.map((line) => line.trim())]);
  const forms = new Set<string>(plain);
  for (const text of plain) {
    forms.add(JSON.stringify(text).slice(1, -1));
    // Through bytes, because a lone surrogate has no encoding.
    forms.add(encodeURIComponent(Buffer.from(text).toString()));
    for (const form of base64Forms(text)) forms.add(form);
  }
  return [...forms].filter((form) => form !== '');
}

/** How a text reads inside a base64 string at each of the three alignments, its edges left out. */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const forms: string[] = [];
  for (const shift of [0, 1, 2]) {
    const encoded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const start = shift === 0 ? 0 : shift === 1 ? 2 : 3;
    const whole = Math.floor(((bytes.length + shift) * 8) / 6);
    const inner = encoded.slice(start, whole);
    if (inner.length >= 6) {
      forms.push(inner, inner.replaceAll('+', '-').replaceAll('/', '_'));
    }
  }
  const whole = bytes.toString('base64');
  if (bytes.length >= 3) forms.push(whole);
  return forms;
}
