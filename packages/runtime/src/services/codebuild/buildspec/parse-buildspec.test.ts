import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBuildspecError, isInline, type Buildspec, type PhaseSpec } from './buildspec.ts';
import { parseBuildspec } from './parse-buildspec.ts';

function parsed(text: string): Buildspec {
  const spec = parseBuildspec(text);
  assert.ok(!isBuildspecError(spec), JSON.stringify(spec));
  return spec;
}

const full = `
version: 0.2
run-as: builder
env:
  shell: bash
  variables:
    PORT: 8080
    GREETING: "hello #1"
  parameter-store:
    URL: /app/url
  secrets-manager:
    TOKEN: prod/sonar:token
  exported-variables: [IMAGE_TAG]
phases:
  install:
    runtime-versions:
      nodejs: 18
      python: 3.10
    commands:
      - npm ci
  pre_build:
    on-failure: CONTINUE
    commands:
      - npm test
      - |
        for each in a b; do
          echo $each
        done
    finally:
      - echo over
  build:
    commands: []
reports:
  units:
    files: ['**/*.xml']
cache:
  key: npm-$(codebuild-hash-files package-lock.json)
  fallback-keys: [npm-]
  paths: ['node_modules/**/*']
artifacts:
  files: ['**/*']
  exclude-paths: [node_modules]
  base-directory: dist
  discard-paths: yes
  name: out-$(date)
  secondary-artifacts:
    docs:
      files: [docs/*]
`;

test('a buildspec is read whole', () => {
  const spec = parsed(full);
  assert.equal(spec.shell, 'bash');
  assert.deepEqual(spec.variables, { PORT: '8080', GREETING: 'hello #1' });
  assert.deepEqual(spec.runtimeVersions, { nodejs: '18', python: '3.10' });
  assert.deepEqual(spec.parameterStore, { URL: '/app/url' });
  assert.deepEqual(spec.secretsManager, { TOKEN: 'prod/sonar:token' });
  assert.deepEqual(spec.exportedVariables, ['IMAGE_TAG']);
  assert.deepEqual(spec.phases.install, {
    commands: ['npm ci'],
    finally: [],
    onFailure: undefined,
    runAs: 'builder',
  });
  assert.deepEqual(spec.phases.pre_build, {
    commands: ['npm test', 'for each in a b; do\n  echo $each\ndone\n'],
    finally: ['echo over'],
    onFailure: 'CONTINUE',
    runAs: 'builder',
  });
  assert.deepEqual(spec.artifacts, {
    files: ['**/*'],
    excludePaths: ['node_modules'],
    baseDirectory: 'dist',
    discardPaths: true,
    name: 'out-$(date)',
  });
  assert.deepEqual(Object.keys(spec.secondaryArtifacts), ['docs']);
  assert.deepEqual(spec.cache, {
    paths: ['node_modules/**/*'],
    keys: ['npm-$(codebuild-hash-files package-lock.json)', 'npm-'],
    restores: true,
    saves: true,
  });
});

test('keys that are fallbacks of none are ignored, and more than five are refused', () => {
  const cacheOf = (rest: string) =>
    parseBuildspec(`version: 0.2\nphases: { build: {} }\ncache: { paths: [a], ${rest} }`);
  assert.deepEqual((cacheOf('fallback-keys: [b]') as Buildspec).cache.keys, []);
  const many = cacheOf('key: a, fallback-keys: [b, c, d, e, f, g]');
  assert('error' in many);
  assert.match(many.error, /at most 5/);
});

test('a cache is taken up, left, or both', () => {
  const cacheOf = (action: string) =>
    parseBuildspec(`version: 0.2\nphases: { build: {} }\ncache: { paths: [a], action: ${action} }`);
  const cache = { paths: ['a'], keys: [], restores: true, saves: true };
  for (const [action, wanted] of Object.entries({
    default: cache,
    restore: { ...cache, saves: false },
    save: { ...cache, restores: false },
  }))
    assert.deepEqual((cacheOf(action) as Buildspec).cache, wanted);
  const error = 'Invalid cache action: keep, expecting: default,restore,save';
  assert.deepEqual(cacheOf('keep'), { error });
});

test('JSON is a buildspec too, as the CDK writes it', () => {
  const spec = parsed(JSON.stringify({ version: '0.2', phases: { build: { commands: ['true', 'make'] } } }));
  assert.deepEqual(spec.phases.build?.commands, ['true', 'make']);
});

test('a phase says how often its build is started again, and for which error', () => {
  const rows: readonly [string, PhaseSpec['retry']][] = [
    ['RETRY', { count: 3, pattern: '.*' }],
    ['RETRY-8', { count: 8, pattern: '.*' }],
    ['RETRY-invalid+', { count: 3, pattern: 'invalid+' }],
    ['RETRY-8-invalid+', { count: 8, pattern: 'invalid+' }],
    ['CONTINUE', undefined],
  ];
  for (const [said, wanted] of rows) {
    const { phases } = parsed(`version: 0.2\nphases: {build: {commands: [x], on-failure: '${said}'}}`);
    assert.deepEqual(phases.build?.retry, wanted, said);
  }
});

test('version 0.1 has its variables elsewhere', () => {
  const env = 'environment_variables: {plaintext: {A: 1}}';
  const spec = (version: string) => parsed(`version: ${version}\n${env}\nphases: {build: {commands: [x]}}`);
  assert.deepEqual(spec('0.1').variables, { A: '1' });
  assert.deepEqual(spec('0.2').variables, {});
});

test('artifacts may name one pattern alone, as CDK Pipelines writes it', () => {
  const artifacts = { 'base-directory': 'cdk.out', files: '**/*' };
  const spec = parsed(JSON.stringify({ version: '0.2', phases: { build: { commands: ['a'] } }, artifacts }));
  assert.deepEqual(spec.artifacts?.files, ['**/*']);
});

test('what cannot be used is said in the words of CodeBuild', () => {
  const rows: [string, RegExp][] = [
    ['', /mapping with a version/],
    ['phases: {build: {commands: [a]}}', /^Invalid buildspec version: none/],
    ['version: 0.3\nphases: {build: {commands: [a]}}', /^Invalid buildspec version: 0.3/],
    ['version: 0.2', /^phases is required/],
    [
      'version: 0.2\nphases:\n  deploy:\n    commands: [a]',
      /^Invalid buildspec phase name: deploy, expecting: build,/,
    ],
    [
      'version: 0.2\nphases:\n  build:\n    commands:\n      - echo a\n      - echo: b',
      /^Expected Commands\[1\] to be of string type: found subkeys instead at line 6/,
    ],
    [
      'version: 0.2\nphases:\n  build:\n    commands:\n      - # only a comment\n      - make',
      /^Expected Commands\[0\] to be of string type: found null/,
    ],
    [
      'version: 0.2\nphases:\n  build:\n    commands: {run: make}',
      /^Expected Commands to be a list at line 4/,
    ],
    ['version: 0.2\nphases:\n\tbuild: 1', /^yaml: line 3: /],
    ['version: 0.2\nphases: {build: {on-failure: RETRY-101}}', /Invalid on-failure value: RETRY-101/],
    ['version: 0.2\nphases: {build: {on-failure: RETRY-(}}', /Invalid on-failure value: RETRY-\(/],
    ['version: 0.2\nphases: {build: {steps: [{uses: x}]}}', /does not serve phases\/build\/steps/],
    ['version: 0.2\nphases: {build: {on-failure: STOP}}', /^Invalid on-failure value: STOP/],
    ['version: 0.2\nenv: {shell: powershell.exe}\nphases: {build: {}}', /not powershell.exe/],
    ['version: 0.2\nphases: {build: {}}\nartifacts: {secondary-artifacts: {a: {}}}', /must have files/],
  ];
  for (const [text, expected] of rows) {
    const spec = parseBuildspec(text);
    assert.ok(isBuildspecError(spec), text);
    assert.match(spec.error, expected);
  }
});

test('one string is a list of one', () => {
  const phases = "phases: {install: {commands: npm install}, build: {commands: '', finally: done}}";
  const {
    phases: read,
    cache,
    artifacts,
  } = parsed(`version: 0.2\n${phases}\ncache: {paths: a/*}\nartifacts: {files: '**/*'}`);
  assert.deepEqual(read.install?.commands, ['npm install']);
  assert.deepEqual(read.build, { commands: [''], finally: ['done'], onFailure: undefined });
  assert.deepEqual([cache?.paths, artifacts?.files], [['a/*'], ['**/*']]);
});

test('a project tells the buildspec itself, or where it is', () => {
  const rows: [string, boolean][] = [
    ['version: 0.2\nphases: {}', true],
    ['{"version":"0.2"}', true],
    ['ci/buildspec.yml', false],
    ['arn:aws:s3:::bucket/buildspec.yml', false],
  ];
  for (const [text, expected] of rows) assert.equal(isInline(text), expected, text);
});

test('aliases stand for what they name, and merge keys are merged', () => {
  const spec = parsed(`
x-login: &login [echo one, echo two]
x-strict: &strict { on-failure: ABORT, finally: [echo last] }
x-words: &word echo three
version: 0.2
phases:
  pre_build: { commands: *login }
  build:
    <<: [*strict]
    finally: [echo mine]
    commands: [*word]
`);
  assert.deepEqual(spec.phases.pre_build?.commands, ['echo one', 'echo two']);
  const { commands, finally: last, onFailure } = spec.phases.build!;
  assert.deepEqual([commands, last, onFailure], [['echo three'], ['echo mine'], 'ABORT']);
});

test('of several documents the first one counts', () => {
  const spec = parsed('version: 0.2\nphases: { build: { commands: [ls] } }\n---\nversion: 7\n');
  assert.deepEqual(spec.phases.build?.commands, ['ls']);
});

test('what merges in itself is refused, and what merges in ever more is read at once', () => {
  const itself = 'a: &a { <<: *a }\nversion: 0.2\nphases: { build: { <<: *a, commands: [ls] } }\n';
  const read = parseBuildspec(itself);
  assert('error' in read);
  assert.match(read.error, /excessive aliasing/);
  const levels = Array.from({ length: 9 }, (_, level) => {
    const below = Array.from({ length: 10 }, () => `*l${level}`).join(', ');
    return `l${level + 1}: &l${level + 1} { <<: [${below}] }`;
  });
  const bomb = `l0: &l0 { commands: [ls] }\n${levels.join('\n')}\nversion: 0.2\nphases: { build: { <<: *l9 } }\n`;
  assert.deepEqual(parsed(bomb).phases.build?.commands, ['ls']);
});

test('a phase has its own user, or that of all; root is nobody else', () => {
  const phases =
    'phases: {install: {run-as: root, commands: [x]}, build: {run-as: ann, commands: [x]}, post_build: {}}';
  const users = (text: string) => Object.values(parsed(text).phases).map(({ runAs }) => runAs);
  assert.deepEqual(users(`version: 0.2\nrun-as: bob\n${phases}`), [undefined, 'ann', 'bob']);
  assert.deepEqual(users(`version: 0.2\n${phases}`), [undefined, 'ann', undefined]);
});
