import { createHash, timingSafeEqual } from 'node:crypto';

/** Who may come in with a token, and for which project: `*` is all of them. */
export interface ProjectToken {
  readonly project: string;
  readonly token: string;
}

/** The projects that a request's `Authorization` opens; every token is compared, in constant time each. */
export function bearerProjects(
  header: string | undefined,
  tokens: readonly ProjectToken[],
): readonly string[] {
  const given = digest(/^Bearer (\S{1,500})$/i.exec(header ?? '')?.[1] ?? '');
  return tokens.filter(({ token }) => timingSafeEqual(digest(token), given)).map(({ project }) => project);
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
