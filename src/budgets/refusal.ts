import { UserError } from '../model/errors.ts';
import type { Excess, Judgement } from './budget.ts';

/** E-BUDGET: a command that its budgets do not allow. */
export class OverBudget extends UserError {
  /** The largest number that could stand in the command instead; 0 when none could. */
  readonly fits: number;

  constructor(message: string, fits: number) {
    super('E-BUDGET', message);
    this.fits = fits;
  }
}

/** Where and when a command was refused. */
interface Place {
  readonly repository: string;
  /** When the week ends, ISO 8601. */
  readonly frees: string;
}

/** The refusal of a command in words: what is used, when it frees, what would fit. */
export function overBudget(judgement: Judgement, place: Place): OverBudget {
  const { excess, fits, msEach, isMeasured } = judgement;
  const reasons = excess.map((one) => reasonOf(one, place.repository));
  const reckoned = excess.some(({ of }) => of === 'minutes')
    ? [`An iteration is reckoned with ${seconds(msEach)} s${isMeasured ? '' : ', since none ran here yet'}.`]
    : [];
  const words = [...reasons, ...reckoned, ...freeing(excess, place.frees), fitting(fits)];
  return new OverBudget(words.join(' '), fits);
}

function reasonOf({ scope, of, limit, used, pending, wanted }: Excess, repository: string): string {
  const unit = of === 'minutes' ? 'CI minutes' : 'iterations';
  if (scope === 'run')
    return `One command may take ${grouped(limit)} ${unit} here, and this one would take ${grouped(wanted)}.`;
  const who = { person: 'You have', ticket: 'This ticket has', week: `${repository} has` }[scope];
  const held = pending === 0 ? '' : ` (${grouped(pending)} of them held by runs that have not ended)`;
  return `${who} used ${grouped(used)} of this week's ${grouped(limit)} ${unit}${held}, and this command would take ${grouped(wanted)}.`;
}

function freeing(excess: readonly Excess[], frees: string): readonly string[] {
  if (excess.every(({ scope }) => scope === 'run')) return [];
  const held = excess.some(({ pending }) => pending > 0)
    ? '; a run that ends gives back what it held and did not use'
    : '';
  return [`The next week begins on ${dayOf(frees)}, 00:00 UTC${held}.`];
}

function fitting(fits: number): string {
  return fits === 0 ? 'Nothing of this kind fits now.' : `The largest that fits is \`x${fits}\`.`;
}

function dayOf(iso: string): string {
  return new Date(iso).toLocaleDateString('en-GB', {
    weekday: 'long',
    day: 'numeric',
    month: 'long',
    timeZone: 'UTC',
  });
}

function seconds(ms: number): string {
  return ms < 10_000 ? (Math.ceil(ms / 100) / 10).toFixed(1) : grouped(Math.ceil(ms / 1_000));
}

function grouped(value: number): string {
  return value.toLocaleString('en-US');
}
