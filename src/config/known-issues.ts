import { z } from 'zod';
import { knownIssues, type KnownIssueRule } from '../failures/known-issues.ts';
import { UserError } from '../model/errors.ts';

const words = z.string().trim().min(1);

const rule = z
  .strictObject({
    /** The ticket: a key or an address. */
    issue: words.max(500),
    /** What the group is called; without it, it keeps the title it has. */
    title: z.exactOptional(words.max(500)),
    /** Text that the failure contains, or a pattern (RE2) that a line of it matches: one of the two. */
    contains: z.exactOptional(z.string()),
    pattern: z.exactOptional(z.string()),
    /** Part of `Class#name`, where the rule is for some tests only. */
    test: z.exactOptional(words),
  })
  .superRefine((written, context) => {
    const message = faultOf(written);
    if (message === undefined) return;
    const path = written.pattern === undefined || written.contains !== undefined ? [] : ['pattern'];
    context.addIssue({ code: 'custom', message, path });
  });

/** What people wrote down about failures they know, in the order in which the rules are tried. */
export const knownIssuesSchema = z.array(rule).max(1_000).default([]);

/** The room that carries out a rule says whether it can. */
function faultOf(written: KnownIssueRule): string | undefined {
  try {
    knownIssues([written]);
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
}
