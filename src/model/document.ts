/** A piece of a line. Renderers escape every text; nothing in it can mention, close, link or command. */
export type Inline =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'strong'; readonly text: string }
  /** Names, commands, revisions: shown literally, in the tracker's monospace. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'link'; readonly text: string; readonly url: string }
  /** The one person the document addresses: the only thing that may become a mention. */
  | { readonly kind: 'person'; readonly login: string };

/** What the eye should see first; each has a sign and a word, never colour alone. */
export type Mark = 'pass' | 'fail' | 'warn' | 'info' | 'wait' | 'confused';

export type Block =
  | { readonly kind: 'headline'; readonly mark: Mark; readonly text: readonly Inline[] }
  | { readonly kind: 'paragraph'; readonly text: readonly Inline[] }
  | { readonly kind: 'list'; readonly items: readonly (readonly Inline[])[] }
  | {
      readonly kind: 'table';
      readonly columns: readonly { readonly title: string; readonly align: 'left' | 'right' }[];
      readonly rows: readonly (readonly (readonly Inline[])[])[];
    }
  /** Literal text of any origin: failure texts, run strips, plots. */
  | { readonly kind: 'code'; readonly text: string }
  | { readonly kind: 'fold'; readonly summary: readonly Inline[]; readonly blocks: readonly Block[] };

/** A report as neutral blocks; trackers, pages and the terminal render it. */
export interface Document {
  /** What the comment is about; equal topics are one comment. */
  readonly topic: Topic;
  readonly blocks: readonly Block[];
  /** Names of files that lie with the ticket; shown where its tracker can show them. */
  readonly attached?: readonly string[];
}

export interface Topic {
  readonly kind:
    | 'progress'
    | 'result'
    | 'error'
    | 'help'
    | 'status'
    | 'cancel'
    | 'advice'
    | 'decision'
    | 'summary'
    | 'digest'
    | 'known'
    | 'settings';
  /** The run, or the comment it answers. */
  readonly id: string;
}

export const text = (value: string): Inline => ({ kind: 'text', text: value });
export const strong = (value: string): Inline => ({ kind: 'strong', text: value });
export const code = (value: string): Inline => ({ kind: 'code', text: value });
export const link = (value: string, url: string): Inline => ({ kind: 'link', text: value, url });
export const person = (login: string): Inline => ({ kind: 'person', login });
