/** Where a project keeps its settings, on its default branch and nowhere else. */
export const projectFile = '.github/retrial.yml';
