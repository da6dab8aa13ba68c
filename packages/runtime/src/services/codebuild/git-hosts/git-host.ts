import type { HttpAsk } from '../../../base/effects/http.ts';
import type { Hooked } from '../webhook-filters.ts';

/** A provider of repositories: what its API is asked, and how it tells of what happens. */
export interface GitHost {
  /** What filters can name of it. */
  readonly events: readonly string[];
  /** Whether the secret of its webhooks is told, so that somebody can make them by hand. */
  readonly isSecretTold: boolean;
  /** Where the commit of a pull request is, if git is shown it. */
  requestReference?(number: string): string;
  /** Where a repository is in its API. */
  repositoryUrl(place: HostPlace): string;
  headers(place: HostPlace): Readonly<Record<string, string>>;
  /** Has it post what happens. */
  createHook(repositoryUrl: string, hook: HookWanted): HostAsk;
  changeHook(hookUrl: string, hook: HookWanted): HostAsk;
  /** Where the hook is that was made. */
  hookUrl(repositoryUrl: string, answered: Body): string;
  /** Tells of a commit. */
  tellStatus(repositoryUrl: string, status: CommitStatus): HostAsk;
  /** Whether an answer that is none of success says that all is as it was to be. */
  isTold?(status: number, text: string): boolean;
  isSigned(posted: Posted, secret: string): boolean;
  /** What tells one delivery from the next: one that is repeated has the same. */
  deliveryId(headers: Headers): string | undefined;
  /** What has happened; nothing where it builds nothing. */
  read(headers: Headers, body: Body): readonly Hooked[];
}

/** Where a provider is, if not at its own place, and by what it is asked. */
export interface HostPlace {
  readonly url?: string | undefined;
  /** `owner/name`, or a whole path of groups. */
  readonly repository: string;
  readonly token?: string | undefined;
  readonly user?: string | undefined;
}

export interface HostAsk {
  readonly method: HttpAsk['method'];
  readonly url: string;
  readonly body: object;
}

export interface HookWanted {
  readonly url: string;
  readonly secret: string;
}

export interface CommitStatus {
  readonly commit: string;
  readonly outcome: BuildOutcome;
  readonly context: string;
  readonly description: string;
  readonly targetUrl: string;
}
export type BuildOutcome = 'started' | 'succeeded' | 'failed' | 'stopped';

/** Their names in small letters. */
export type Headers = Readonly<Record<string, string>>;
export interface Posted {
  readonly headers: Headers;
  readonly body: string;
}
/** What somebody else has written, of whatever shape. */
export type Body = any;
