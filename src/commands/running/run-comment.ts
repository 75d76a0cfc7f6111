import { OverBudget } from '../../budgets/refusal.ts';
import { UserError } from '../../model/errors.ts';
import type { Comment, Right } from '../../model/ticket.ts';
import type { Command, Reply } from '../command.ts';
import type { CommandContext, Scene } from '../contract/context.ts';
import type { BegunDecision } from '../contract/decisions.ts';
import { fromMessage, type Fault } from '../language/fault.ts';
import { parseComment, type ParsedComment } from '../language/parse.ts';
import { readerOf } from '../language/readers.ts';
import * as registry from '../registry.ts';
import { errorDocument } from '../wording/error.ts';
import { refusalDocument } from '../wording/refusal.ts';
import { dryWhereAsked, onDryServer } from './dry.ts';
import { corrected } from './correct.ts';
import { fitting } from './fitting.ts';
import { isOurs } from './ours.ts';
import { allows } from './rights.ts';
import { isTalk, understandAll } from './prose.ts';
import type { Language, Understood } from './understand.ts';

const commands: readonly Command[] = Object.values(registry);
const nothing: ParsedComment = { commands: [], faults: [] };

/** A line that only waits for the right to be checked. */
interface Ready extends Understood {
  readonly needs: Right;
  readonly begun?: BegunDecision;
}

/** What a comment asks of this program: nothing when a bot or the program itself wrote it. Never throws. */
export function readComment(comment: Comment, commandWord: string): ParsedComment {
  return mayAsk(comment) ? parseComment(comment.text, commandWord, readerOf(comment)) : nothing;
}

/** Whether a comment that begins with our name is a sentence about us: it gets a sign, and nothing is looked up for it. */
export function isAside(comment: Comment, commandWord: string): boolean {
  return isTalk(readComment(comment, commandWord), commands);
}

/**
 * Carries out a comment as `readComment` understood it: all of its commands, or none if any line is wrong or not
 * allowed. No reply means that the comment isn't addressed here.
 * @throws whatever the context throws; only a UserError becomes a reply. Calling again with the comment is safe
 * as far as the context's functions are.
 */
export async function runComment(parsed: ParsedComment, context: CommandContext): Promise<readonly Reply[]> {
  const isEmpty = parsed.commands.length === 0 && parsed.faults.length === 0;
  if (isEmpty || !mayAsk(context.comment)) return [];
  const scene: Scene = { ...context, line: 0, commands };
  const language = { commands, settings: context.settings, ticket: context.comment.ticket };

  const { meant, prose } = understandAll(parsed.commands, language);
  const lines = partition(meant);
  const wrong = [...parsed.faults, ...lines.faults];
  if (wrong.length > 0) return [complaint(wrong, { scene, language })];
  // Somebody talks about this program: no words, and no mail to those who watch.
  if (lines.sound.length === 0 && prose.length > 0) return [{ reaction: 'confused' }];

  const prepared = partition(await Promise.all(lines.sound.map((line) => prepare(line, scene))));
  if (prepared.faults.length > 0) return [complaint(prepared.faults, { scene, language })];

  const denied = prepared.sound.find(({ needs }) => !allows(context.right, needs));
  if (denied === undefined) return withTopicsOfTheirOwn(await applyAll(prepared.sound, { scene, language }));
  const entered = prepared.sound.filter(({ begun }) => begun?.isEntered === true);
  const decided = await applyAll(entered, { scene, language });
  return withTopicsOfTheirOwn([...decided, await refusal(denied, prepared.sound, scene)]);
}

/** Nobody without the right has anything decided; what was recorded while they had it is let go of, and told. */
async function refusal(denied: Ready, all: readonly Ready[], scene: Scene): Promise<Reply> {
  const recorded = all.flatMap(({ begun, line }) =>
    begun === undefined || begun.isEntered ? [] : [{ ...begun, line: line.spot.line }],
  );
  for (const { line } of recorded) await scene.letGo(line);
  return { reaction: '-1', codes: ['E-DENIED'], document: refusalDocument(denied, recorded, scene) };
}

function mayAsk(comment: Comment): boolean {
  return !comment.author.isBot && !isOurs(comment.text);
}

function partition<Sound extends object>(
  results: readonly (Sound | readonly Fault[])[],
): { sound: readonly Sound[]; faults: readonly Fault[] } {
  const sound: Sound[] = [];
  const faults: Fault[] = [];
  for (const result of results) {
    if (isFaults(result)) faults.push(...result);
    else sound.push(result);
  }
  return { sound, faults };
}

function isFaults(result: object): result is readonly Fault[] {
  return Array.isArray(result);
}

function complaint(faults: readonly Fault[], from: { scene: Scene; language: Language }): Reply {
  const inOrder = faults.toSorted((a, b) => a.spot.line - b.spot.line || a.spot.from - b.spot.from);
  const suggestion = corrected(inOrder, from.language);
  const trouble = {
    faults: inOrder,
    when: 'unread',
    ...(suggestion === undefined ? {} : { suggestion }),
  } as const;
  const codes = inOrder.map(({ code }) => code);
  return { reaction: 'confused', codes, document: errorDocument(trouble, from.scene) };
}

async function prepare(understood: Understood, scene: Scene): Promise<Ready | readonly Fault[]> {
  const { command, line } = understood;
  const args = dryWhereAsked(understood, scene);
  const begun = command.right === 'decide' ? await scene.begun(line.spot.line) : undefined;
  // It was decided while its author had the right, and is only answered now.
  if (begun?.isEntered === true) return { ...understood, needs: 'read', begun };
  try {
    const prepared = await command.prepare?.(args, { ...scene, line: line.spot.line });
    const ready = { ...understood, args: prepared?.args ?? args, needs: prepared?.right ?? command.right };
    return begun === undefined ? ready : { ...ready, begun };
  } catch (error) {
    return [faultOf(error, understood)];
  }
}

async function applyAll(
  ready: readonly Ready[],
  { scene, language }: { scene: Scene; language: Language },
): Promise<readonly Reply[]> {
  const replies: Reply[] = [];
  for (const one of ready) {
    try {
      const reply = await one.command.apply(one.args, { ...scene, line: one.line.spot.line });
      replies.push(onDryServer(reply, one.command, scene));
    } catch (error) {
      const fault = faultOf(error, one);
      const suggestion = error instanceof OverBudget ? fitting(one, error.fits, language) : undefined;
      const trouble = { faults: [fault], when: 'stopped' } as const;
      const document = errorDocument(suggestion === undefined ? trouble : { ...trouble, suggestion }, scene);
      return [...replies, { reaction: 'confused', codes: [fault.code], document }];
    }
  }
  return replies;
}

/** A UserError as a fault of its line; anything else is not the writer's fault and is thrown on. */
function faultOf(error: unknown, { line }: Understood): Fault {
  if (!(error instanceof UserError)) throw error;
  return { code: error.code, spot: line.verbSpot, message: fromMessage(error.message) };
}

/** Equal topics are one comment; two answers to one comment are two. */
function withTopicsOfTheirOwn(replies: readonly Reply[]): readonly Reply[] {
  const seen = new Map<string, number>();
  return replies.map((reply) => {
    if (reply.document === undefined) return reply;
    const { kind, id } = reply.document.topic;
    const nth = (seen.get(`${kind} ${id}`) ?? 0) + 1;
    seen.set(`${kind} ${id}`, nth);
    if (nth === 1) return reply;
    return { ...reply, document: { ...reply.document, topic: { kind, id: `${id}-${nth}` } } };
  });
}
