import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RepositoryChange } from '../../../base/repository-change.ts';
import { startedByBranch, startedByFilters, type GitFilters } from './filters.ts';

const commit = 'a'.repeat(40);
const push = (reference: string, paths: readonly string[] = ['src/a.ts']): RepositoryChange => ({
  kind: 'push',
  number: 1,
  reference,
  newCommitId: commit,
  paths,
});
const pull = (event: 'OPEN' | 'UPDATED' | 'CLOSED', targetBranch = 'main'): RepositoryChange => ({
  kind: 'pullRequest',
  pullRequestId: '1',
  title: 'Do X',
  number: 1,
  event,
  sourceBranch: 'feature/x',
  targetBranch,
  commitId: commit,
  paths: ['src/a.ts'],
});

const rows: readonly (readonly [
  what: string,
  filters: GitFilters,
  change: RepositoryChange,
  starts: boolean,
])[] = [
  [
    'a branch that is included',
    { push: [{ branches: { includes: ['main', 'release/**'] } }] },
    push('refs/heads/release/1/2'),
    true,
  ],
  [
    'a branch that is not included',
    { push: [{ branches: { includes: ['main'] } }] },
    push('refs/heads/other'),
    false,
  ],
  [
    'a branch that is included and excluded',
    { push: [{ branches: { includes: ['**'], excludes: ['main'] } }] },
    push('refs/heads/main'),
    false,
  ],
  [
    'a branch that is not excluded',
    { push: [{ branches: { excludes: ['wip/**'] } }] },
    push('refs/heads/main'),
    true,
  ],
  [
    'a tag, where branches are wanted',
    { push: [{ branches: { includes: ['**'] } }] },
    push('refs/tags/v1'),
    false,
  ],
  ['a tag that is included', { push: [{ tags: { includes: ['v*'] } }] }, push('refs/tags/v1'), true],
  [
    'a branch, where tags are wanted',
    { push: [{ tags: { includes: ['**'] } }] },
    push('refs/heads/v1'),
    false,
  ],
  [
    'one file of many',
    { push: [{ filePaths: { includes: ['docs/**'] } }] },
    push('refs/heads/x', ['a', 'docs/b', 'c']),
    true,
  ],
  [
    'files that are excluded, all of them',
    { push: [{ filePaths: { includes: ['**'], excludes: ['**/*.md'] } }] },
    push('refs/heads/x', ['docs/a.md']),
    false,
  ],
  [
    'files that are excluded, but one',
    { push: [{ filePaths: { excludes: ['**/*.md'] } }] },
    push('refs/heads/x', ['docs/a.md', 'b']),
    true,
  ],
  [
    'the right branch and the wrong file',
    { push: [{ branches: { includes: ['main'] }, filePaths: { includes: ['docs/**'] } }] },
    push('refs/heads/main'),
    false,
  ],
  [
    'the second of two filters',
    { push: [{ branches: { includes: ['a'] } }, { branches: { includes: ['b'] } }] },
    push('refs/heads/b'),
    true,
  ],
  ['a push, where pull requests are wanted', { pullRequest: [{}] }, push('refs/heads/main'), false],
  ['a pull request, where pushes are wanted', { push: [{}] }, pull('OPEN'), false],
  [
    'a pull request of any event',
    { pullRequest: [{ branches: { includes: ['main'] } }] },
    pull('CLOSED'),
    true,
  ],
  [
    'a pull request of an event that is not named',
    { pullRequest: [{ events: ['OPEN'] }] },
    pull('UPDATED'),
    false,
  ],
  [
    'a pull request into another branch',
    { pullRequest: [{ events: ['OPEN'], branches: { includes: ['main'] } }] },
    pull('OPEN', 'next'),
    false,
  ],
];

for (const [what, filters, change, starts] of rows)
  test(`${what} ${starts ? 'starts' : 'does not start'} a pipeline`, () =>
    assert.equal(startedByFilters(filters, change) !== undefined, starts));

test('a pull request brings the commit and the branch that it comes from, and tells of itself', () => {
  assert.deepEqual(startedByFilters({ pullRequest: [{}] }, pull('OPEN')), {
    commitId: commit,
    branchName: 'feature/x',
    variables: {
      DestinationBranchName: 'main',
      PullRequestId: '1',
      PullRequestTitle: 'Do X',
      SourceBranchName: 'feature/x',
    },
  });
});

test('a tag tells its name', () => {
  const filters: GitFilters = { push: [{ tags: { includes: ['v*'] } }] };
  const wanted = { commitId: commit, variables: { TagName: 'v1' } };
  assert.deepEqual(startedByFilters(filters, push('refs/tags/v1')), wanted);
});

test('a branch that goes starts nothing', () => {
  const gone: RepositoryChange = { kind: 'push', number: 1, reference: 'refs/heads/main', paths: [] };
  assert.equal(startedByBranch('main', gone), undefined);
  assert.equal(startedByFilters({ push: [{}] }, gone), undefined);
});
