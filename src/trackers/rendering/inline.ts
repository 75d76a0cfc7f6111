/** An address that may become a link: http or https, without a name before the host; undefined for any other. */
export function webAddress(address: string): URL | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const isWeb = ['http:', 'https:'].includes(url.protocol) && url.username === '' && url.password === '';
  return isWeb ? url : undefined;
}

/** A mark as addresses write it: `%7C`. */
export function percentEncoded(mark: string): string {
  return `%${mark.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`;
}

/** Renders a text and keeps one space where it had some at its ends. */
export function spaced(text: string, render: (text: string) => string): string {
  const rendered = render(text);
  if (rendered === '') return text === '' ? '' : ' ';
  return `${/^\s/.test(text) ? ' ' : ''}${rendered}${/\s$/.test(text) ? ' ' : ''}`;
}
