/** The part of jira-client that is used here; the types others publish lack `doRequest`. Source: its code, 8.2.2. */
declare module 'jira-client' {
  interface Options {
    readonly protocol: string;
    readonly host: string;
    readonly port?: string;
    /** The path before `/rest`. */
    readonly base?: string;
    readonly apiVersion: string;
  }

  export interface RequestOptions {
    /** Decoded after it was built: only safe as long as its parts hold nothing that needs encoding. */
    readonly uri: string;
    readonly method?: string;
    readonly body?: unknown;
  }

  class JiraApi {
    constructor(options: Options);
    /** What every other method calls. */
    doRequest(options: RequestOptions): Promise<unknown>;
    findIssue(key: string, expand: string, fields: string): Promise<unknown>;
    searchJira(jql: string, optional: Readonly<Record<string, unknown>>): Promise<unknown>;
    addCommentAdvanced(key: string, comment: Readonly<Record<string, unknown>>): Promise<unknown>;
    updateComment(
      ...comment: [key: string, id: string, body: unknown, more: Readonly<Record<string, unknown>>]
    ): Promise<unknown>;
    getComment(key: string, id: string): Promise<unknown>;
    updateIssue(key: string, update: Readonly<Record<string, unknown>>): Promise<unknown>;
    getCurrentUser(): Promise<unknown>;
    getServerInfo(): Promise<unknown>;
  }

  export default JiraApi;
}
