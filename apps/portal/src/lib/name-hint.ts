/** What the line under the name field says, and whether it is an error. */
export interface NameHint {
  text: string;
  error: boolean;
  /** The server said that the name is free. */
  free: boolean;
}

/**
 * Chooses that line: a refusal of Create before the live check, and nothing that judges a name
 * which is still being typed.
 */
export function nameHint(state: {
  name: string;
  /** The name that the check below is about. */
  checked: string | undefined;
  available: boolean | undefined;
  reason: string | null | undefined;
  refused: string | undefined;
  failed: boolean;
}): NameHint {
  const neutral = (text: string): NameHint => ({ text, error: false, free: false });
  if (state.refused !== undefined) return { text: state.refused, error: true, free: false };
  if (state.name === '') return neutral('Lower-case letters, digits and hyphens.');
  if (state.failed) return neutral('Could not be checked now; Create checks it again.');
  if (state.checked !== state.name) return neutral('Checking…');
  if (state.available === true) return { text: `${state.name} is free.`, error: false, free: true };
  return { text: state.reason ?? 'This name cannot be used.', error: true, free: false };
}
