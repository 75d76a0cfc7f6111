/** Tags that Cassandra's build appends to names: `testX-compression`, `testX-_jdk11`, `testX-cdc_jdk17_x86_64_novnode`. */
const knownTag = /-(?:_jdk\d|compression|cdc|system_keyspace_directory|oa|trie|latest)[\w.]*$/;

/**
 * A test's or class's name without the tag of the build it ran in. The suite tells the tag when it carries
 * one its class does not; else only tags that are known are taken off, since titles may hold hyphens too.
 */
export function ranAs(name: string, of?: { readonly suite: string; readonly classname: string }): string {
  const isTagged = of !== undefined && of.classname !== '' && of.suite.startsWith(`${of.classname}-`);
  const tag = isTagged ? of.suite.slice(of.classname.length) : '';
  if (tag.length > 1 && name.endsWith(tag) && name.length > tag.length) return name.slice(0, -tag.length);
  return name.includes(' ') ? name : name.replace(knownTag, '');
}
