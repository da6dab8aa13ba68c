import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readDelivery } from './deliveries.ts';

const commitId = 'a'.repeat(40);
const rows = [
  [
    'GitHub',
    { 'x-github-event': 'pull_request' },
    {
      repository: { full_name: 'acme/web' },
      action: 'opened',
      pull_request: { number: 7, title: 'Do X', head: { ref: 'x', sha: commitId }, base: { ref: 'main' } },
    },
  ],
  [
    'GitLab',
    { 'x-gitlab-event': 'Merge Request Hook' },
    {
      project: { path_with_namespace: 'acme/web' },
      object_attributes: {
        action: 'open',
        iid: 7,
        title: 'Do X',
        source_branch: 'x',
        target_branch: 'main',
        last_commit: { id: commitId },
      },
    },
  ],
  [
    'Bitbucket',
    { 'x-event-key': 'pullrequest:created' },
    {
      repository: { full_name: 'acme/web' },
      pullrequest: {
        id: 7,
        title: 'Do X',
        source: { branch: { name: 'x' }, commit: { hash: commitId } },
        destination: { branch: { name: 'main' } },
      },
    },
  ],
] as const;

for (const [provider, headers, body] of rows)
  test(`${provider} tells of a pull request`, () => {
    const { fullRepositoryId, told = [] } = readDelivery(provider, headers, JSON.stringify(body)).read ?? {};
    assert.equal(fullRepositoryId, 'acme/web');
    const [first] = told;
    assert(first?.kind === 'pullRequest');
    const { event, pullRequestId, title, sourceBranch, targetBranch } = first;
    assert.deepEqual(
      { event, pullRequestId, title, sourceBranch, targetBranch, commitId: first.commitId },
      { event: 'OPEN', pullRequestId: '7', title: 'Do X', sourceBranch: 'x', targetBranch: 'main', commitId },
    );
  });
