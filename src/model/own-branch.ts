/** Whether a branch is one that Retrial made: to run changed code, or to ask people to take an ignore or its end. */
export function isOwnBranch(name: string): boolean {
  return name.startsWith('retrial/');
}
