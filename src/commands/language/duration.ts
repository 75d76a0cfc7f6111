const units: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};

/** `90s`, `20m`, `2h`, `1d`, `1w` in milliseconds; nothing else is a duration. */
export function readDuration(text: string): number | undefined {
  const match = /^(\d{1,6})([smhdw])$/i.exec(text);
  const unit = units[match?.[2]?.toLowerCase() ?? ''];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}

/** The shortest way to write a number of milliseconds as one duration of whole seconds. */
export function writeDuration(milliseconds: number): string {
  const fitting = Object.entries(units).filter(([, unit]) => milliseconds % unit === 0);
  const [name, unit] = fitting.at(-1) ?? ['s', 1_000];
  return `${Math.round(milliseconds / unit)}${name}`;
}
