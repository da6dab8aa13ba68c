import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { mock, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { lintFiles, type LintFlags } from './lint.ts';

/** The exit code, and the last line that is said. */
async function told(files: readonly string[], flags: Partial<LintFlags> = {}): Promise<string> {
  const { code, text } = await heard(files, flags);
  return `${code}: ${text.split('\n').at(-1)}`;
}

async function heard(files: readonly string[], flags: Partial<LintFlags> = {}) {
  const said: string[] = [];
  const keep = (text: string | Uint8Array) => said.push(String(text)) > 0;
  const [out, err] = [mock.method(process.stdout, 'write', keep), mock.method(process.stderr, 'write', keep)];
  try {
    const code = await lintFiles(files, { format: 'text', ...flags });
    return { code, text: said.join('').trim() };
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

test('a property that AWS spells otherwise is named with its line, and how AWS spells it', async () => {
  const template = fileURLToPath(new URL('../../../../test/system/cdk/apps/artifacts.yaml', import.meta.url));
  const { code, text } = await heard([template], { format: 'json' });
  const findings: readonly Record<string, unknown>[] = JSON.parse(text).findings;
  const [found] = findings.filter(({ rule }) => rule === 'property-exists');
  assert.deepEqual(
    [code, found?.['line'], found?.['about'], found?.['fix']],
    [1, 51, 'bucket PipelineArtifactBucket', 'Did you mean KMSMasterKeyID?'],
  );
});
