// Owns the folders it is told to, one a line of its input: answers `owner`, or the code of what it threw.
// An empty line makes it release what it owns.
import { createInterface } from 'node:readline';
import { UserError } from '../../src/model/errors.ts';
import { own } from '../../src/processes/owner.ts';
import type { Owner } from '../../src/processes/owner.ts';

let owner: Owner | undefined;
console.log('ready');
for await (const folder of createInterface({ input: process.stdin })) {
  try {
    if (folder === '') await owner?.release();
    else owner = await own(folder);
    console.log(folder === '' ? 'released' : 'owner');
  } catch (error) {
    console.log(error instanceof UserError ? error.code : String(error));
  }
}
