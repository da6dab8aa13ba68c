/** What is said in a channel, before it is put into a chat's own form. */
export interface Notice {
  readonly title: string;
  readonly tone: Tone;
  readonly text?: string | undefined;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly links: readonly (readonly [label: string, url: string])[];
  /** The run of a pipeline it is about: its commit is looked up. */
  readonly about?: PipelineRun;
}

export type Tone = 'good' | 'bad' | 'urgent' | 'plain';

/** A run of a pipeline: by its id, or by an approval that waits in it. */
export interface PipelineRun {
  readonly pipeline: string;
  readonly account?: string | undefined;
  readonly region: string;
  readonly executionId?: string;
  readonly approval?: { readonly stage: string; readonly action: string };
}

/** What is known of the commit that a run delivers. */
export interface Commit {
  readonly id?: string | undefined;
  readonly message?: string | undefined;
  readonly author?: string | undefined;
  readonly url?: string | undefined;
}

/** A ticket as Jira and its like name them: `SHOP-123`. */
const ticketForm = /\b[A-Z][A-Z0-9]{1,9}-[1-9]\d*\b/;

export function withCommit(notice: Notice, { id, message, author, url }: Commit): Notice {
  const summary = (message ?? '').split('\n', 1)[0]!.trim();
  const commit = [id?.slice(0, 7), summary].filter(Boolean).join(' ');
  const ticket = ticketForm.exec(message ?? '')?.[0];
  return {
    ...notice,
    facts: [
      ...notice.facts,
      ...(commit === '' ? [] : [['Commit', commit] as const]),
      ...(author === undefined ? [] : [['Author', author] as const]),
      ...(ticket === undefined ? [] : [['Ticket', ticket] as const]),
    ],
    links: [...notice.links, ...(url === undefined ? [] : [['Diff', url] as const])],
  };
}
