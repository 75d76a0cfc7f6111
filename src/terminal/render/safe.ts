// Escape sequences and control characters of a failure text could repaint the terminal it is shown in.
const sequences = /\u001B(?:\[[0-9;?]*[ -/]*[@-~]|\][^\u0007\u001B]{0,4096}(?:\u0007|\u001B\\)?|[@-_])/g;
const controls = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g;

/** A text of any origin, made harmless for a terminal: line breaks and tabs stay, nothing else acts. */
export function safe(text: string): string {
  return text.replaceAll(sequences, '').replaceAll(controls, '');
}

/** The same on one line, cut to a width. */
export function oneLine(text: string, width: number): string {
  const line = safe(text).replaceAll(/\s+/g, ' ').trim();
  const letters = Array.from(line);
  return letters.length <= width ? line : `${letters.slice(0, Math.max(1, width - 1)).join('')}…`;
}
