import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Ignoring } from './build-context.ts';
import { judge } from './run-limits.ts';
import { parseReference, spelled } from './reference.ts';
import { fill } from './template.ts';

describe('.dockerignore leaves out', () => {
  const rows: readonly [string, readonly string[], readonly string[]][] = [
    ['node_modules', ['node_modules', 'node_modules/a/b.js'], ['src/node_modules', 'node_modules2']],
    ['**/node_modules', ['node_modules/a', 'src/x/node_modules/a'], ['src/node_module']],
    ['/test/\n./docs', ['test/a.js', 'docs/b'], ['src/test/a.js']],
    ['*.md\n!README.md', ['CHANGES.md'], ['README.md', 'docs/CHANGES.md']],
    ['*\n!src\n!package.json', ['x', 'lib/a'], ['src/a/b', 'package.json']],
    ['src\n!src/kept\nsrc/kept/not', ['src/a', 'src/kept/not'], ['src/kept/yes']],
    ['# comment\n\n  a?c  ', ['abc'], ['ac', 'a/c', '# comment']],
    ['**/*.[jt]s', ['a.js', 'x/y/b.ts'], ['a.cs', 'a.jsx']],
    ['temp/**', ['temp/a', 'temp/a/b'], ['tempo']],
    ['a.b', ['a.b'], ['axb']],
  ];
  for (const [text, ignored, kept] of rows)
    test(JSON.stringify(text), () => {
      const ignoring = new Ignoring(text);
      assert.deepEqual(
        ignored.filter((file) => !ignoring.ignores(file)),
        [],
      );
      assert.deepEqual(
        kept.filter((file) => ignoring.ignores(file)),
        [],
      );
    });
});

describe('RUN', () => {
  const inImage = (place: string) => ['/app', '/bin/start'].includes(place);
  const rows: readonly [string, 'run' | 'users only' | RegExp][] = [
    ['npm ci --omit=dev && npm cache clean --force', 'run'],
    ['NODE_ENV=production npm run build', 'run'],
    ['pip install --no-cache-dir -r requirements.txt', 'run'],
    ['node -e "fetch(`https://host/a`)" > /dev/null 2>&1', 'run'],
    ['/usr/bin/env node build.js', 'run'],
    ['echo apt-get install', 'run'],
    ['addgroup -S app && adduser -S app -G app', 'users only'],
    ['chown -R node:node /app', 'users only'],
    ['apt-get update && apt-get install -y curl', /apt-get is not run.*container engine/],
    ['set -e; apk add --no-cache git', /apk is not run/],
    ['npm ci && (/usr/bin/yum install -y x)', /yum is not run/],
    ['sudo dnf install x', /dnf is not run/],
    ['corepack enable', /corepack is not run.*npm install -g/],
    ['npm ci && chown -R node .', /chown is not run/],
    ['mkdir -p /app/data', /\/app\/data would be a path of this machine/],
    ['cd /app && npm ci', /\/app would be/],
    ['rm -rf "/tmp/x"', /\/tmp\/x would be/],
    ['npm ci --cache=/root/.npm', /\/root\/.npm would be/],
    ['echo x>/etc/motd', /\/etc\/motd would be/],
    ['/bin/start', /\/bin\/start would be/],
  ];
  for (const [text, wanted] of rows)
    test(text, () => {
      if (wanted instanceof RegExp) assert.throws(() => judge(text, inImage), wanted);
      else assert.equal(judge(text, inImage), wanted);
    });
});

describe('an image is called', () => {
  const ecr = '000000000000.dkr.ecr.us-east-1.amazonaws.com';
  const rows: readonly [string, string][] = [
    ['storefront', 'storefront:latest'],
    ['docker.io/library/node:24', 'node:24'],
    ['team/app_x:v1.2-rc_3', 'team/app_x:v1.2-rc_3'],
    [`${ecr}/team/app:1`, `${ecr}/team/app:1`],
    ['localhost:5000/app', 'localhost:5000/app:latest'],
  ];
  for (const [text, wanted] of rows) test(text, () => assert.equal(spelled(parseReference(text)), wanted));
  for (const text of ['Storefront', 'a:', 'a//b', '-a', 'a:b c', ''])
    test(`not ${JSON.stringify(text)}`, () =>
      assert.throws(() => parseReference(text), /invalid reference format/));
});

test('templates of docker inspect are filled', () => {
  const document = { Id: 'x', Names: ['a', 'b'], Config: { Env: ['A=1'], Labels: { 'a.b': 'c' } } };
  const rows: readonly [string, string][] = [
    ['{{.Id}}', 'x'],
    ['{{ index .Names 1 }}-{{.Config.Env}}', 'b-["A=1"]'],
    ['{{json .Config.Env}}', '["A=1"]'],
    ['{{index .Config.Labels "a.b"}}', 'c'],
    ['{{.Config.User}}', '<no value>'],
  ];
  for (const [template, wanted] of rows) assert.equal(fill(template, document), wanted);
  assert.throws(() => fill('{{range .Names}}', document), /of templates/);
  assert.throws(() => fill('{{index .Names 2}}', document), /index out of range: 2/);
});
