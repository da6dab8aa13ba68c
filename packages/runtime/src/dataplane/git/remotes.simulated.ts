import { assert } from '../../base/assert.ts';
import { EffectRefusal } from '../../base/effects/effect.ts';
import type { GitCommitRead, GitFetch, GitFetched, GitTold, GitToldRead } from '../../base/effects/git.ts';
import { changesBetween } from './history.ts';

interface Pushed extends GitCommitRead {
  readonly paths: readonly string[];
}

const ann = { name: 'Ann', email: 'ann@example.com', date: '1767225600 +0000' };

/**
 * Other people's repositories, by address: `world git remote <url> push <reference> <commit> [<parent>…]`, with
 * `{"paths": […], "message": "…"}` as the body; `… drop <reference>`; `… refuses <code>` and `… answers`.
 */
export class SimulatedRemotes {
  readonly #references = new Map<string, Map<string, string>>();
  readonly #commits = new Map<string, Pushed>();
  readonly #refusals = new Map<string, string>();

  tell([url = '', verb, what = '', commitId = '', ...parents]: readonly string[], body: string): undefined {
    const references = this.#references.get(url) ?? new Map<string, string>();
    this.#references.set(url, references);
    switch (verb) {
      case 'push': {
        const { paths = [], message = `Commit ${commitId[0]}` } = body ? JSON.parse(body) : {};
        const treeId = 'f'.repeat(40);
        const commit = { commitId, treeId, parents, message, author: ann, committer: ann, paths };
        if (!this.#commits.has(commitId)) this.#commits.set(commitId, commit);
        references.set(what, commitId);
        return;
      }
      case 'drop':
        return void references.delete(what);
      case 'refuses':
        return void this.#refusals.set(url, what);
      case 'answers':
        return void this.#refusals.delete(url);
      default:
        assert(false, `a remote is told push, drop, refuses or answers, not ${verb}`);
    }
  }

  commitOf(commitId: string): GitCommitRead | undefined {
    const { paths: _paths, ...commit } = this.#commits.get(commitId) ?? {};
    return 'commitId' in commit ? (commit as GitCommitRead) : undefined;
  }

  fetch({ from: { url }, known, told }: GitFetch): GitFetched {
    const refusal = this.#refusals.get(url);
    if (refusal) throw new EffectRefusal(refusal, `${url}: ${refusal}`);
    const references = this.#references.get(url);
    if (!references) throw new EffectRefusal('RepositoryDoesNotExist', `${url}: repository not found`);
    const now = [...references]
      .filter(([reference]) => /^refs\/(heads|tags)\//.test(reference))
      .map(([reference, commitId]) => ({ reference, commitId }))
      .sort((a, b) => (a.reference < b.reference ? -1 : 1));
    return {
      references: changesBetween(known, now).map((change) => ({
        ...change,
        ...(change.newCommitId && { paths: this.#pathsSince(change.newCommitId, change.oldCommitId) }),
      })),
      told: told.map((each) => this.#read(each, references)),
    };
  }

  #read(told: GitTold, references: ReadonlyMap<string, string>): GitToldRead | null {
    const { commit = references.get(told.reference ?? ''), before, found } = told;
    const target = references.get(told.target ?? '') ?? told.target;
    const { commitId } =
      [...this.#commits.values()].find((each) => each.commitId.startsWith(commit ?? '-')) ?? {};
    if (commitId === undefined) return null;
    const others =
      told.reference === undefined ? [] : [...references].filter(([name]) => name !== told.reference);
    const base = target ?? before;
    const without = base === undefined ? others.map(([, id]) => id) : [base];
    const wasFound = found.some(
      ({ before: from, after }) =>
        this.#history(after).has(commitId) && !(from !== undefined && this.#history(from).has(commitId)),
    );
    return { commitId, paths: this.#pathsSince(commitId, ...without), wasFound };
  }

  #pathsSince(commitId: string, ...before: readonly (string | undefined)[]): string[] {
    const known = new Set(before.flatMap((each) => (each === undefined ? [] : [...this.#history(each)])));
    const fresh = [...this.#history(commitId)].filter((each) => !known.has(each));
    return [...new Set(fresh.flatMap((each) => this.#commits.get(each)?.paths ?? []))].sort();
  }

  /** A commit and all that lead to it. */
  #history(commitId: string): Set<string> {
    const history = new Set([commitId]);
    for (const each of history)
      for (const parent of this.#commits.get(each)?.parents ?? []) history.add(parent);
    return history;
  }
}
