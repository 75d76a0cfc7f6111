import type * as AstGrep from '@ast-grep/napi';
import { UserError } from '../model/errors.ts';

/** The languages whose sources can be edited. */
export type Language = 'java' | 'kotlin' | 'python' | 'go' | 'csharp' | 'JavaScript' | 'TypeScript' | 'Tsx';

/** A node of a syntax tree. Offsets in its range are UTF-16 units, lines and columns count from 0. */
export type Node = AstGrep.SgNode;

/** No source of tests that people write is longer. UTF-16 units. */
const longestSource = 2_000_000;

let parser: Promise<typeof AstGrep> | undefined;

/**
 * The syntax tree of a source; damaged parts of it are nodes of kind `ERROR`.
 * @throws UserError E-UNSKIP for a source that is too long, or when this machine has no parser for the language.
 */
export async function parseSource(text: string, language: Language): Promise<Node> {
  if (text.length > longestSource) {
    throw new UserError(
      'E-UNSKIP',
      `The file is too long to be edited: ${text.length} characters, at most ${longestSource}.`,
    );
  }
  parser ??= load();
  const { parse } = await parser;
  try {
    return parse(language, text).root();
  } catch {
    throw new UserError('E-UNSKIP', `Sources in ${language} can't be read on this machine.`);
  }
}

/** Faults that the parser saw. */
export function faultsIn(root: Node): number {
  return root.findAll({ rule: { kind: 'ERROR' } }).length;
}

/** Loaded only when a source is edited. A process can register languages once, so all of them come together. */
async function load(): Promise<typeof AstGrep> {
  const [napi, java, kotlin, python, go, csharp] = await Promise.all([
    import('@ast-grep/napi'),
    import('@ast-grep/lang-java'),
    import('@ast-grep/lang-kotlin'),
    import('@ast-grep/lang-python'),
    import('@ast-grep/lang-go'),
    import('@ast-grep/lang-csharp'),
  ]);
  const languages = {
    java: java.default,
    kotlin: kotlin.default,
    python: python.default,
    go: go.default,
    csharp: csharp.default,
  };
  napi.registerDynamicLanguage(
    Object.fromEntries(Object.entries(languages).filter(([, language]) => isBuilt(language))),
  );
  return napi;
}

/** Parsers come built for the usual machines; on others the language is left out, and the rest still works. */
function isBuilt(language: { readonly libraryPath: string }): boolean {
  try {
    return language.libraryPath !== '';
  } catch {
    return false;
  }
}
