import { UserError } from '../../model/errors.ts';

/** A class or package that a file imports. */
export interface Import {
  /** With its package; without the star. */
  readonly path: string;
  readonly isWildcard: boolean;
  readonly isStatic: boolean;
  /** The name that it has in the file, where that is another one. */
  readonly alias?: string;
}

/** A framework whose tests are methods with annotations. */
export interface JvmFramework {
  readonly name: string;
  /** How names of its packages begin. */
  readonly packages: readonly string[];
  /** The annotation that ignores; absent where there is none. */
  readonly ignore?: string;
  /** Whether that takes a reason. */
  readonly hasReason: boolean;
}

/**
 * The first that fits holds: `org.junit.` is JUnit 4 where it is nothing else. TestNG has its `@Ignore` since 6.13; the
 * one of kotlin.test takes no argument in common code.
 */
const frameworks: readonly JvmFramework[] = [
  {
    name: 'JUnit 5',
    packages: ['org.junit.jupiter', 'org.junit.platform'],
    ignore: 'org.junit.jupiter.api.Disabled',
    hasReason: true,
  },
  { name: 'TestNG', packages: ['org.testng'], ignore: 'org.testng.annotations.Ignore', hasReason: true },
  { name: 'kotlin.test', packages: ['kotlin.test'], ignore: 'kotlin.test.Ignore', hasReason: false },
  { name: 'JUnit 3', packages: ['junit.framework'], hasReason: false },
  { name: 'JUnit 4', packages: ['org.junit'], ignore: 'org.junit.Ignore', hasReason: true },
];

/** The framework that a class belongs to, by its package. */
export function frameworkOf(path: string): JvmFramework | undefined {
  return frameworks.find(({ packages }) =>
    packages.some((each) => path === each || path.startsWith(`${each}.`)),
  );
}

/** The class that an annotation's name stands for, as far as the imports tell. */
export function resolved(name: string, imports: readonly Import[]): string | undefined {
  if (name.includes('.')) return name;
  const explicit = imports.filter(({ isWildcard, isStatic }) => !isWildcard && !isStatic);
  return explicit.find(({ path, alias }) => (alias ?? path.split('.').at(-1)) === name)?.path;
}

/**
 * The framework of a test: by its annotations, else by the packages that the file imports whole, else by all imports.
 * @throws UserError E-IGNORE when that is none, more than one, or one that can't ignore.
 */
export function frameworkFor(
  annotations: readonly string[],
  imports: readonly Import[],
): JvmFramework & { readonly ignore: string } {
  const byName = annotations.map((name) => resolved(name, imports) ?? '');
  const wildcards = imports.filter(({ isWildcard, isStatic }) => isWildcard && !isStatic);
  const ways = [byName, wildcards.map(({ path }) => path), imports.map(({ path }) => path)];
  for (const paths of ways) {
    const found = [...new Set(paths.map(frameworkOf).filter((each) => each !== undefined))];
    const [first] = found;
    if (first === undefined) continue;
    if (found.length > 1) {
      const names = found.map(({ name }) => name).join(' and ');
      throw new UserError('E-IGNORE', `Can't tell whether this is a test of ${names}. Edit by hand.`);
    }
    if (first.ignore === undefined) {
      throw new UserError('E-IGNORE', `${first.name} has no way to ignore a test. Edit by hand.`);
    }
    return { ...first, ignore: first.ignore };
  }
  throw new UserError(
    'E-IGNORE',
    "Can't see which framework runs this test: no import of JUnit 4, JUnit 5, TestNG or kotlin.test. Edit by hand.",
  );
}
