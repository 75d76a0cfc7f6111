import { createReceiver, type Receiver } from '../github/receiver.ts';
import { createJiraReceiver } from '../jira/receiver.ts';
import { messageOf, RetryableError } from '../model/errors.ts';
import type { Comment, TrackerName } from '../model/ticket.ts';
import { answerComment, apologise, concerns, goOnUnheard, type Receive } from './deliveries.ts';
import { wakeBoards } from './boards.ts';
import { answerEdited } from './edited.ts';
import { noteRun, wakeSuite } from './builds.ts';
import { noteHead } from './heads.ts';
import { checkProposedSettings } from './proposed-settings.ts';
import type { Desk } from './desk.ts';
import type { Parts } from './parts.ts';

/** Reads the deliveries of every tracker that is configured, and has their comments answered. */
export function createReceivers(parts: Parts): Receive {
  const { config, jira, store, now, proposals } = parts;
  const receivers = new Map<string, Receiver>();
  if (config.github !== undefined)
    receivers.set(
      'github',
      createReceiver(config.github, {
        comment: listenerOf('github', parts),
        // Only the place is taken from the event: what became of the run is asked.
        async runEnded({ id, attempt, repository }) {
          const told = { service: 'github-actions', ref: id, at: now().toISOString() };
          if ((await store.batches.wake(told)) === 0)
            await noteRun({ repository, ref: `${id}.${attempt}` }, parts);
        },
        suiteEnded: async (suite) => wakeSuite(suite, parts),
        ticketsChanged: async (project) => wakeBoards('github', project, parts),
        async headMoved(moved) {
          await noteHead(moved, parts);
          if (proposals === undefined || config.dryRun) return;
          await checkProposedSettings(moved, {
            store,
            now,
            files: proposals,
            tracker: parts.tracker('github'),
          });
        },
      }),
    );
  if (config.jira !== undefined && jira !== undefined) {
    const reading = {
      client: jira,
      projects: Object.keys(config.jira.projects),
      bots: config.jira.bots,
      concerns: (comment: Comment) => concerns(comment, config.commandWord),
      listener: listenerOf('jira', parts),
      edited: async (comment: Comment) => answerEdited(comment, deskOf('jira', parts)),
      // What it decided before holds.
      silent: async (place: Pick<Comment, 'ticket' | 'id'>) => goOnUnheard(place, deskOf('jira', parts)),
    };
    receivers.set('jira', createJiraReceiver(reading));
  }
  return async (tracker, delivery) => {
    const receive = receivers.get(tracker);
    // Left from a time when that tracker was configured: it waits until it is again.
    if (receive === undefined) throw new Error(`no account in ${tracker}, but a delivery from it`);
    await receive(delivery);
  };
}

/** What the comments of a tracker are answered with. */
export function deskOf(name: TrackerName, parts: Parts): Desk {
  const { config, store, queue, now, findings, counted, holds, host } = parts;
  const known = {
    findings,
    ...(counted === undefined ? {} : { counted }),
    ...(holds === undefined ? {} : { holds }),
  };
  const shared = { config, store, queue, now, ...known, ...(host === undefined ? {} : { host }) };
  return { ...shared, tracker: parts.tracker(name), trackers: parts.tracker };
}

function listenerOf(name: TrackerName, parts: Parts): (comment: Comment) => Promise<void> {
  const { log } = parts;
  const desk = deskOf(name, parts);
  return async (comment) => {
    try {
      await answerComment(comment, desk);
    } catch (error) {
      // A tracker that asks for patience is no fault to tell people about.
      const told =
        error instanceof RetryableError
          ? messageOf(error)
          : await apologise(comment, desk, error).catch(messageOf);
      log.error({ comment: comment.id, error: told }, 'a comment failed');
      throw error;
    }
  };
}
