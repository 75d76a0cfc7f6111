import { z } from 'zod';
import { failureContent } from './content.ts';

/** What stands for a signature, as it was added. */
export const exampleContent = z.object({
  container: z.string(),
  name: z.string(),
  example: failureContent,
});
