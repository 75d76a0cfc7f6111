/** What a test needs to find its tools and its language; everything else, secrets above all, stays here. */
const allowed = new Set([
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'SHELL',
  'TMPDIR',
  'TZ',
  'LANG',
  'LANGUAGE',
  'JAVA_HOME',
  'ANT_HOME',
  'MAVEN_HOME',
  'M2_HOME',
  'GRADLE_HOME',
  'GRADLE_USER_HOME',
  'GOPATH',
  'GOROOT',
  'GOCACHE',
  'CARGO_HOME',
  'RUSTUP_HOME',
  'VIRTUAL_ENV',
  'PYENV_ROOT',
  'NVM_DIR',
  'DOTNET_ROOT',
]);

/** The environment of a test process on a server: an allow-list of ours, plus what the project configured. */
export function testEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...pick(own, (name) => allowed.has(name) || name.startsWith('LC_')), ...configured };
}

/** The environment of a test process in a person's own terminal: theirs, since the command is theirs too. */
export function personalEnvironment(
  own: Readonly<Record<string, string | undefined>>,
  configured: Readonly<Record<string, string>>,
): Record<string, string> {
  return { ...pick(own, () => true), ...configured };
}

function pick(
  own: Readonly<Record<string, string | undefined>>,
  wanted: (name: string) => boolean,
): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(own)) {
    if (value !== undefined && wanted(name)) kept[name] = value;
  }
  return kept;
}
