import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock, test } from 'node:test';
import { lintFiles, type LintFlags } from './lint.ts';

/** What is said on standard error, and the exit code. */
async function told(files: readonly string[], flags: Partial<LintFlags> = {}): Promise<string> {
  const said: string[] = [];
  const keep = (text: string | Uint8Array) => said.push(String(text)) > 0;
  const [out, err] = [mock.method(process.stdout, 'write', keep), mock.method(process.stderr, 'write', keep)];
  try {
    const code = await lintFiles(files, { format: 'text', ...flags });
    return `${code}: ${said.join('').trim().split('\n').at(-1)}`;
  } finally {
    out.mock.restore();
    err.mock.restore();
  }
}

test('what cannot be read is said, with what to do', async (t) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'penstock-lint-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = (name: string, text: string) => {
    writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  assert.match(await told([]), /^2: Name files to look at/);
  assert.match(await told(['/no/such']), /^2: There is no file \/no\/such\.$/);
  assert.match(await told([folder]), /^2: .* is a folder: name its files/);
  assert.match(await told([file('bad.yaml', 'a: [b')]), /^2: .*bad\.yaml is neither JSON nor YAML/);
  assert.match(await told([], { live: 'nowhere' }), /^2: --live takes the URL of an endpoint/);
  assert.match(await told(['x'], { format: 'xml' }), /^2: --format takes text, json or sarif, not 'xml'\.$/);
  assert.match(await told([file('fine.yaml', 'a: b')]), /^0: ✓ Looked at 0 alarms/);
  const alarm = 'aws cloudwatch put-metric-alarm --alarm-name a --namespace AWS/ECS --metric-name Cpu';
  assert.match(await told([file('alarm.sh', alarm)]), /^1: Looked at 1 alarm/);
});
