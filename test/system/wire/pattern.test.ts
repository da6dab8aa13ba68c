import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const source = new URL('../../../packages/runtime/src/wire/constraints/pattern.ts', import.meta.url).href;

/** Says of many good names whether one was refused. */
const program = `
  import { patternTest, satisfies } from '${source}';
  const pattern = patternTest('[a-z0-9]+((\\\\.|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+((\\\\.|_|__|-+)[a-z0-9]+)*)*');
  let refused = 0;
  const end = Date.now() + 3_000;
  for (let n = 0; Date.now() < end; n++) if (!satisfies(pattern, 'shop-' + n)) refused++;
  console.log(refused);
`;

test('a good name is not refused because the machine had no time for it', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
  let said = '';
  child.stdout.on('data', (text) => (said += String(text)));
  const ended = once(child, 'exit');
  for (let pause = 0; pause < 30 && child.exitCode === null; pause++) {
    await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 40));
    child.kill('SIGCONT');
  }
  await ended;
  assert.equal(said.trim(), '0');
});
