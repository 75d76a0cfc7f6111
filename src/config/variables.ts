import { z } from 'zod';

/** They decide which programs run, or what is loaded into them. */
const loading =
  /^(?:PATH|HOME|SHELL|IFS|ENV|BASH_ENV|PS4|PROMPT_COMMAND|(?:LD|DYLD|GIT|RETRIAL|BASH_FUNC)_.*)$/i;
/** Names of secrets: what stands in a comment is none, and takes the place of one. */
const secret = /TOKEN|SECRET|PASSW|CREDENTIAL|COOKIE|(?:^|_)(?:KEY|APIKEY|PAT|AUTH|PRIVATE)(?:$|_)/i;

/** Variables that commands may set for a test's process. */
export const variablesSchema = z
  .array(
    z
      .string()
      .regex(/^[A-Za-z_]\w{0,63}$/, 'is the name of a variable')
      .refine((name) => !loading.test(name), 'decides which programs run: no command may set it')
      .refine((name) => !secret.test(name), 'is called like a secret: no command may set it'),
  )
  .max(20)
  .default([]);
