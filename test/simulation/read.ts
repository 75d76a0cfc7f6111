import { renderTerminal } from '../../src/terminal/render/document.ts';
import { replay } from './replay.ts';

/** `npx tsx test/simulation/read.ts [SEED] [RELEASE]`: the posts of a simulated half year, to be read by a person. */
const [seed = '17461', release] = process.argv.slice(2);
const { posts, faults, looks } = await replay(Number(seed));
const shown = posts.filter((one) => release === undefined || one.release === release);
for (const { at, document } of shown)
  process.stdout.write(`${at}\n${renderTerminal(document, { width: 140, colour: false, unicode: true })}\n`);
process.stdout.write(
  `${shown.length} posts, ${looks} looks, ${faults.length} faults\n${faults.slice(0, 20).join('\n')}\n`,
);
