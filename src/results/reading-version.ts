/** The version of the rules by which reports are read; raised whenever one may be read otherwise than before. */
export const readingVersion = 'r2';
