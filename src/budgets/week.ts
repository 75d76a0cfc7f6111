const dayMs = 86_400_000;

/** The calendar week a moment lies in, Monday 00:00 UTC to the next; ISO 8601. */
export function weekOf(moment: Date): { readonly start: string; readonly end: string } {
  const midnight = Date.UTC(moment.getUTCFullYear(), moment.getUTCMonth(), moment.getUTCDate());
  const start = midnight - ((moment.getUTCDay() + 6) % 7) * dayMs;
  return { start: new Date(start).toISOString(), end: new Date(start + 7 * dayMs).toISOString() };
}
