import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { BlobRef } from '../../base/blob.ts';
import type { GitArchived, GitImported } from '../../base/effects/git.ts';
import { refused } from '../blobs/blobs.contract.ts';
import type { Git } from './git.ts';

export interface GitUnderTest {
  readonly git: Git;
  /** Makes a commit in a repository that is there. `text` tells commits apart. */
  commit(repository: string, text: string): Promise<string>;
  read(blob: BlobRef): Promise<Uint8Array>;
}

const repository = '000000000000/us-east-1/demo';
const missing = '0123456789012345678901234567890123456789';

/** What keeping repositories promises, with git or without. `open` begins with none. */
export function gitContract(name: string, open: () => GitUnderTest): void {
  describe(name, () => {
    test('a repository is made once, however often it is asked for', async () => {
      const { git, commit } = open();
      const creating = [1, 2, 3].map(() => git.perform({ type: 'git.create', repository }));
      await creating[0];
      const first = await commit(repository, 'first');
      await Promise.all(creating);
      await git.perform({ type: 'git.create', repository });
      await git.perform({ type: 'git.archive', repository, commit: first });
    });

    test('the same commit gives the same zip, another commit another', async () => {
      const { git, commit, read } = open();
      await git.perform({ type: 'git.create', repository });
      const zips: BlobRef[] = [];
      const [one, two] = [await commit(repository, 'one'), await commit(repository, 'two')];
      for (const each of [one, two, one]) {
        const archived = await git.perform({ type: 'git.archive', repository, commit: each });
        zips.push((archived as { zip: BlobRef }).zip);
      }
      assert.deepEqual(zips[0], zips[2]);
      assert.notDeepEqual(zips[0], zips[1]);
      assert.equal(Buffer.from(await read(zips[0]!)).toString('latin1', 0, 2), 'PK');
    });

    test('what is not there is refused, and so is a name that leads elsewhere', async () => {
      const { git } = open();
      const archive = (of: string, commit: string) =>
        git.perform({ type: 'git.archive', repository: of, commit });
      await assert.rejects(archive(repository, missing), refused('RepositoryDoesNotExist'));
      await git.perform({ type: 'git.create', repository });
      for (const bad of ['HEAD', '--output=/tmp/x', `${missing}^`, ''])
        await assert.rejects(archive(repository, bad), refused('CommitDoesNotExist'));
      const strange = [
        'demo',
        '000000000000/us-east-1/..',
        '000000000000/us-east-1/a/b',
        '../us-east-1/demo',
      ];
      for (const bad of [...strange, '000000000000/us-east-1/', '000000000000/us-east-1/a.git', '--help'])
        await assert.rejects(
          git.perform({ type: 'git.create', repository: bad }),
          refused('InvalidRepositoryName'),
        );
    });

    test('what a zip holds becomes the first commit of a branch, once', async () => {
      const { git, commit } = open();
      await git.perform({ type: 'git.create', repository });
      const zipOf = async (of: string) => {
        const archived = await git.perform({ type: 'git.archive', repository, commit: of });
        return (archived as GitArchived).zip;
      };
      const [one, two] = [
        await zipOf(await commit(repository, 'one')),
        await zipOf(await commit(repository, 'two')),
      ];
      const copy = '000000000000/us-east-1/copy';
      const by = { name: 'Ann', email: 'ann@example.com', date: '1767225600 +0000' };
      const importOf = (zip: BlobRef) =>
        git.perform({ type: 'git.import', repository: copy, zip, branch: 'main', message: 'first', by });
      await assert.rejects(importOf(one), refused('RepositoryDoesNotExist'));
      await git.perform({ type: 'git.create', repository: copy });
      const imported = (await importOf(one)) as GitImported;
      assert.deepEqual(await importOf(one), imported);
      await git.perform({ type: 'git.archive', repository: copy, commit: imported.commitId });
      await assert.rejects(importOf(two), refused('BranchNameExists'));
    });

    test('a removed repository is gone, removing none is fine, and one made again is empty', async () => {
      const { git, commit } = open();
      await git.perform({ type: 'git.remove', repository });
      await git.perform({ type: 'git.create', repository });
      const old = await commit(repository, 'old');
      await git.perform({ type: 'git.remove', repository });
      await git.perform({ type: 'git.remove', repository });
      await assert.rejects(
        git.perform({ type: 'git.archive', repository, commit: old }),
        refused('RepositoryDoesNotExist'),
      );
      await git.perform({ type: 'git.create', repository });
    });
  });
}
