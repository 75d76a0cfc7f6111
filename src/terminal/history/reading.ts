import type { Reading } from '../../app/reading.ts';
import { UserError } from '../../model/errors.ts';
import { loadServerConfig } from '../serve.ts';
import { ownerOf, type OwningServer } from './handing-over.ts';
import { dataFolder } from './open.ts';

/** Whose project is read, with which settings. */
export interface ReadFrom {
  readonly config?: string;
  readonly project?: string;
}

/** Reads a project from the store, or has the running server that owns it read. @throws UserError as either does */
export async function readOrAsk<Result>(
  { config: path, project }: ReadFrom,
  work: (reading: Reading) => Promise<Result>,
  ask: (owner: OwningServer) => Promise<Result>,
): Promise<Result> {
  const { withReading } = await import('../../app/reading.ts');
  try {
    return await withReading(await loadServerConfig(path), project, work);
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'E-OWNED') throw error;
    const owner = await ownerOf(await dataFolder(path));
    if (owner === undefined) throw error;
    return ask(owner);
  }
}
