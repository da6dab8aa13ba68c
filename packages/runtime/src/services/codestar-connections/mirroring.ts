import type { GitFetched, GitTold, GitToldRead } from '../../base/effects/git.ts';
import type { RepositoryHappening } from '../../base/repository-change.ts';
import type { Scope } from '../../base/scope.ts';
import type { Call, WaitingCall } from '../../dispatch/service.ts';
import type { Numbered, Told } from './deliveries.ts';
import { reachedBy, remoteOf } from './provider.ts';
import {
  changes,
  connectionOf,
  mirrorFlowId,
  mirrorName,
  mirrors,
  type ChangeTold,
  type MirrorRecord,
} from './records.ts';

/** How many changes of a reference are remembered, so that none is told twice. */
const rememberedMax = 20;

export interface RepositoryNamed {
  readonly ConnectionArn: string;
  /** `owner/name`, or a whole path of groups. */
  readonly FullRepositoryId: string;
}

export interface Mirrored {
  /** `<account>/<region>/<name>`, where the data plane keeps it. */
  readonly repository: string;
  /** Its branches and tags as they are. */
  readonly references: Readonly<Record<string, string | undefined>>;
  /** What was sought, if it is there. */
  readonly found?: GitToldRead | undefined;
}

/** A commit that somebody wants to know of, by its id, or by where it is. */
export type Sought = Omit<GitTold, 'found'>;

interface Look {
  readonly told?: readonly Numbered[];
  readonly sought?: Sought | undefined;
  /** What is found, and no delivery has told of, has happened too. */
  readonly finds?: boolean;
}

/**
 * Brings a repository at a provider up to date, and tells whoever follows it what has happened: what deliveries told
 * of, each by itself; or what was found by looking. Done again, it tells nothing.
 */
export async function mirrored(
  call: WaitingCall,
  asked: RepositoryNamed,
  { told = [], sought, finds = false }: Look = {},
): Promise<Mirrored> {
  const { scope, name, from, before } = call.transaction((inner) => prepared(inner, asked));
  const repository = `${scope.account}/${scope.region}/${name}`;
  const known = Object.entries(before.references).map(([reference, commitId]) => ({ reference, commitId }));
  const questions = told.map((each) => question(before, each.told));
  if (sought) questions.push({ ...sought, found: [] });
  const fetch = { type: 'git.fetch', repository, from, known, told: questions } as const;
  const fetched = (await call.perform(fetch)) as GitFetched;
  call.transaction((inner) => record(inner, { scope, name, fetched, told, finds }));
  const changed = fetched.references.map((each) => [each.reference, each.newCommitId] as const);
  const references = { ...before.references, ...Object.fromEntries(changed) };
  return { repository, references, found: fetched.told[told.length] ?? undefined };
}

const empty = (repository: string): MirrorRecord => ({ repository, references: {}, told: {}, heardTo: 0 });

function prepared(call: Call, { ConnectionArn, FullRepositoryId }: RepositoryNamed) {
  const { scope, connection } = connectionOf(call.tx, ConnectionArn);
  const name = mirrorName(connection, FullRepositoryId);
  const before = mirrors.get(call.tx, scope, name) ?? empty(FullRepositoryId);
  return { scope, name, before, from: remoteOf(reachedBy(call, connection), FullRepositoryId) };
}

/** What the data plane is asked about something that was told. */
function question({ told: known }: MirrorRecord, told: Told): GitTold {
  if (told.kind === 'pullRequest')
    // Where the target's commit is not told, its branch leads to it.
    return {
      commit: told.commitId,
      target: told.targetCommitId ?? `refs/heads/${told.targetBranch}`,
      reference: told.reference,
      found: [],
    };
  const all = known[told.reference] ?? [];
  // What was found before something else was told of has been told of as well, or never will be.
  const found = all
    .slice(all.findLastIndex((each) => !each.found) + 1)
    .flatMap(({ before, after }) => (after === undefined ? [] : [{ before, after }]));
  return { commit: told.newCommitId ?? '', before: told.oldCommitId, found };
}

interface Fetched {
  readonly scope: Scope;
  readonly name: string;
  readonly fetched: GitFetched;
  readonly told: readonly Numbered[];
  readonly finds: boolean;
}

/**
 * Somebody else may have fetched meanwhile: what he has told of is not told again. Where somebody follows, who only
 * reads finds nothing: deliveries of what is there may be on their way, each of a push of its own.
 */
function record(call: Call, { scope, name, fetched, told, finds }: Fetched): void {
  const before = mirrors.get(call.tx, scope, name);
  const mirror = new Mirror(before ?? empty(name));
  told.forEach((each, index) => mirror.hear(each, fetched.told[index] ?? null));
  const isFollowed = call.flows.state(mirrorFlowId(scope, name)) !== undefined;
  if (finds || !before || !isFollowed) for (const change of fetched.references) mirror.find(change);
  mirrors.put(call.tx, scope, name, mirror.record);
  // What was there when it was first looked at has not happened.
  const happened = before ? mirror.happened : mirror.happened.filter(({ kind }) => kind === 'pullRequest');
  changes.tell(call.tx, scope, name, happened);
}

/** A mirror's record, while news of it are taken in. */
class Mirror {
  readonly happened: RepositoryHappening[] = [];
  #record: MirrorRecord;

  constructor(record: MirrorRecord) {
    this.#record = record;
  }

  get record(): MirrorRecord {
    return this.#record;
  }

  /** A provider has told of it. It may have been found before. */
  hear({ number, told }: Numbered, read: GitFetched['told'][number]): void {
    if (number <= this.#record.heardTo) return; // The process died when it was heard: it is asked again.
    this.#record = { ...this.#record, heardTo: number };
    if (told.kind === 'pullRequest') {
      const { kind, pullRequestId, title, event, sourceBranch, targetBranch } = told;
      if (!read) return; // Nobody has its commit any more: there is nothing to run.
      const { commitId, paths } = read;
      this.happened.push({ kind, pullRequestId, title, event, sourceBranch, targetBranch, commitId, paths });
      return;
    }
    const { reference, oldCommitId: before, newCommitId } = told;
    if (newCommitId !== undefined && !read) return;
    const after = read?.commitId;
    if (read?.wasFound) return;
    this.#tell(reference, { before, after, found: false }, read?.paths ?? []);
  }

  /** It was seen to be elsewhere than the last that was told. */
  find({ reference, newCommitId: after, paths = [] }: GitFetched['references'][number]): void {
    const before = this.#record.references[reference];
    if (before === after) return;
    if (this.#isTold(reference, after)) this.#move(reference, after);
    else this.#tell(reference, { before, after, found: true }, paths);
  }

  /** Deliveries have led there, push by push, though they came in another order. */
  #isTold(reference: string, after: string | undefined): boolean {
    const heard = this.#toldOf(reference).filter(({ found }) => !found);
    let at = this.#record.references[reference];
    for (const _ of heard) at = heard.find(({ before }) => before === at)?.after ?? at;
    return after !== undefined && at === after;
  }

  #toldOf(reference: string): readonly ChangeTold[] {
    return this.#record.told[reference] ?? [];
  }

  #tell(reference: string, change: ChangeTold, paths: readonly string[]): void {
    const { before: oldCommitId, after: newCommitId } = change;
    this.happened.push({ kind: 'push', reference, oldCommitId, newCommitId, paths });
    this.#move(reference, newCommitId);
    const told = [...this.#toldOf(reference), change].slice(-rememberedMax);
    this.#record = { ...this.#record, told: { ...this.#record.told, [reference]: told } };
  }

  #move(reference: string, commitId: string | undefined): void {
    const { [reference]: _before, ...others } = this.#record.references;
    const references = commitId === undefined ? others : { ...others, [reference]: commitId };
    this.#record = { ...this.#record, references };
  }
}
