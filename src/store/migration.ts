/** One step of the database's form. */
export interface Migration {
  readonly name: string;
  readonly sql: string;
}
