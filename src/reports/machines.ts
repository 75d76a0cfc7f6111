import { text, type Block } from '../model/document.ts';
import type { Iteration } from '../model/iteration.ts';
import { plainLine, shorten } from '../model/plain-text.ts';
import { count } from './numbers.ts';
import type { RepeatReport } from './repeat-report.ts';

const MAX_ROWS = 50;

interface MachineCounts {
  readonly machine: string;
  executed: number;
  failed: number;
  skipped: number;
  lost: number;
}

/** Counts per machine, most failures first: those that cluster on one machine are not independent. */
export function machinesTable(report: RepeatReport): readonly Block[] {
  const machines = countByMachine(report.iterations);
  if (machines.length < 2) return [];
  const failing = machines.filter(({ failed }) => failed > 0).length;
  const spread = `Ran on ${count(machines.length)} machines; failures on ${count(failing)}.`;
  const titles = ['Executed', 'Failed', 'Skipped', 'Lost'];
  const table: Block = {
    kind: 'table',
    columns: [
      { title: 'Machine', align: 'left' },
      ...titles.map((title) => ({ title, align: 'right' as const })),
    ],
    rows: machines.slice(0, MAX_ROWS).map(({ machine, executed, failed, skipped, lost }) => {
      const numbers = [executed, failed, skipped, lost].map((value) => [text(count(value))]);
      return [[text(shorten(plainLine(machine), 80))], ...numbers];
    }),
  };
  const cut = machines.length > MAX_ROWS ? ` Showing ${count(MAX_ROWS)} of ${count(machines.length)}.` : '';
  return [{ kind: 'paragraph', text: [text(`${spread}${cut}`)] }, table];
}

function countByMachine(iterations: readonly Iteration[]): readonly MachineCounts[] {
  const machines = new Map<string, MachineCounts>();
  for (const { machine, outcome } of iterations) {
    const counts = machines.get(machine) ?? { machine, executed: 0, failed: 0, skipped: 0, lost: 0 };
    machines.set(machine, counts);
    if (outcome === 'passed' || outcome === 'failed') counts.executed++;
    if (outcome !== 'passed') counts[outcome]++;
  }
  return [...machines.values()].toSorted((a, b) => b.failed - a.failed);
}
