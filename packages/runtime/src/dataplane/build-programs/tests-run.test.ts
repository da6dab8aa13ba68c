import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';

const cli = fileURLToPath(new URL('./cli.ts', import.meta.url));

function testsRun(search: string, command: string) {
  const asked = ['codebuild-tests-run', '--files-search', search, '--test-command', command];
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...asked], {
    encoding: 'utf8',
    maxBuffer: Infinity,
  });
  return { status, said: stdout.split('\n').slice(1).join('\n'), stderr };
}

test('each file is one word of the command, whatever it is called', () => {
  const { status, said } = testsRun(`printf '%s\\n' "it's a" '$b' -c`, `printf '<%s>'; exit 3; :`);
  assert.deepEqual({ status, said }, { status: 3, said: '<>' });
  assert.equal(testsRun(`printf '%s\\n' "it's a" '$b' -c`, `printf '<%s>' --`).said, "<--><$b><-c><it's a>");
});

test('there may be many files, as long as the command does not want them in one variable', () => {
  const search =
    "seq 1 16000 | sed 's/^/a-folder-that-is-as-deep-as-that-of-any-test-in-a-large-repository-of-many\\//'";
  assert.equal(testsRun(search, "printf '%s\\n'").said.match(/many\/\d+\n/g)?.length, 16_000);
  const { status, stderr } = testsRun(search, 'echo $CODEBUILD_CURRENT_SHARD_FILES');
  assert.equal(status, 1);
  assert.match(stderr, /16000 test files are too many for CODEBUILD_CURRENT_SHARD_FILES/);
});
