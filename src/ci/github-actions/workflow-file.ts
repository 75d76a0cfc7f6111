import { parse } from 'yaml';
import { z } from 'zod';
import type { ActionsSettings } from './settings.ts';

const events = z.union([
  z.string().transform((one) => ({ [one]: null })),
  z.array(z.string()).transform((all) => Object.fromEntries(all.map((one) => [one, null]))),
  z.record(z.string(), z.unknown()),
]);

/** What is read of a workflow's file; all of it is hostile. */
const workflow = z.object({
  'run-name': z.string().catch(''),
  on: events,
  jobs: z
    .record(z.string(), z.object({ name: z.unknown().optional(), uses: z.unknown().optional() }))
    .catch({}),
});

const input = z.object({ required: z.boolean().catch(false), default: z.unknown().optional() });
const dispatch = z.object({ inputs: z.record(z.string(), z.unknown()).nullish() }).nullish();

/** Why a workflow, by the text of its file, could not run batches as a project's settings say; in words, each for itself. */
export function faultsOfWorkflow(text: string, settings: ActionsSettings): readonly string[] {
  const file = workflow.safeParse(read(text)).data;
  if (file === undefined) return ['it is no workflow that can be read'];
  if (settings.trigger === 'push')
    return [...(has(file.on, 'push') ? [] : ['no `push` starts it']), ...faultsOfJob(file, settings)];
  if (!has(file.on, 'workflow_dispatch')) return ['it has no `workflow_dispatch`, so no call can start it'];
  const inputs = dispatch.safeParse(file.on['workflow_dispatch']).data?.inputs ?? {};
  return [
    ...faultsOfInputs(inputs, settings),
    ...faultsOfName(file['run-name'], settings),
    ...faultsOfJob(file, settings),
  ];
}

function faultsOfInputs(
  declared: Readonly<Record<string, unknown>>,
  { inputs, batchInput }: ActionsSettings,
): readonly string[] {
  const handed = [...Object.keys(inputs), batchInput];
  const missing = handed.filter((name) => !has(declared, name));
  const unfilled = Object.entries(declared)
    .filter(([name, one]) => !handed.includes(name) && isNeeded(one))
    .map(([name]) => name);
  return [
    ...(missing.length === 0 ? [] : [`it does not declare the input ${listed(missing)}`]),
    ...(unfilled.length === 0
      ? []
      : [`it requires the input ${listed(unfilled)}, which \`inputs:\` does not hand over`]),
  ];
}

function isNeeded(declared: unknown): boolean {
  const { data } = input.safeParse(declared);
  return data?.required === true && data.default === undefined;
}

function faultsOfName(runName: string, { batchInput }: ActionsSettings): readonly string[] {
  const shown = runName.match(/\$\{\{.*?\}\}/gs) ?? [];
  const names = shown.flatMap((one) => one.match(/[\w-]+/g) ?? []);
  if (names.includes(batchInput)) return [];
  return [`its \`run-name\` does not show \`\${{ inputs.${batchInput} }}\`, by which a run is found again`];
}

/** Jobs of other workflows, and those whose names are reckoned, can be called anything. */
function faultsOfJob(
  { jobs }: z.output<typeof workflow>,
  { job: wanted, workflow: name }: ActionsSettings,
): readonly string[] {
  const all = Object.entries(jobs).map(([id, job]) => (typeof job.name === 'string' ? job.name : id));
  const isOpen =
    Object.values(jobs).some(({ uses }) => uses !== undefined) || all.some((one) => one.includes('${{'));
  if (wanted === undefined || all.length === 0 || isOpen || all.includes(wanted)) return [];
  return [`no job of ${name} is called \`${wanted}\`, only ${listed(all.slice(0, 8))}`];
}

function read(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return undefined;
  }
}

function has(all: Readonly<Record<string, unknown>>, name: string): boolean {
  return Object.hasOwn(all, name);
}

function listed(names: readonly string[]): string {
  return names.map((name) => `\`${name.slice(0, 100)}\``).join(', ');
}
