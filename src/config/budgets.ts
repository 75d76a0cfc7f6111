import { z } from 'zod';

const most = z.int().min(0).max(1_000_000_000).exactOptional();

/** Each for one command, or for a calendar week: of a person, of a ticket, of the whole repository. */
const allowance = z.strictObject({ run: most, person: most, ticket: most, week: most }).prefault({});

/** What may be used, in a project's file and in the server's; what is not named is not limited. */
export const budgetsSchema = z
  .strictObject({
    iterations: allowance,
    /** CI minutes: the time of iterations, added up over machines. */
    minutes: allowance,
  })
  .prefault({});
