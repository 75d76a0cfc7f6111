import { z } from 'zod';

/** How a project keeps a test running without breaking a build: a file that its build reads, one test a line. */
export const quarantineSchema = z.strictObject({
  file: z
    .string()
    .max(300)
    .regex(
      /^(?!\/)(?!(?:.*\/)?\.{1,2}(?:\/|$))[^\0\r\n\\]+$/,
      'is a path inside the repository, such as test/quarantine.txt',
    ),
});
