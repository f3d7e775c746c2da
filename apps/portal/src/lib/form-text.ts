/** A text field of a submitted form, without the blanks around it unless `raw`. */
export function formText(form: FormData, field: string, raw = false): string {
  const value = form.get(field);
  if (typeof value !== 'string') return '';
  return raw ? value : value.trim();
}
