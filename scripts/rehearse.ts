import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { platforms as all, stageNames } from '../examples/rollback/rehearse/ground.ts';
import { junitOf, tableOf } from '../examples/rollback/rehearse/report.ts';
import type { Platform, StageName } from '../examples/rollback/rehearse/stage.ts';
import { rehearseAll } from '../examples/rollback/rehearse/story.ts';
import { startPenstock } from './penstock-process.ts';
import { root } from './run.ts';

/** `npm run rehearse`: every rollback of `examples/rollback`, on purpose. Exit code 0 only if each was taken back. */
const usage = `npm run rehearse [-- --platform <name>…] [--stage <name>…] [--only <words>] [--junit <file>] [--clock <speed>]

  --platform <name>  ecs, lambda, servers (all)
  --stage <name>…    gamma, blue-green, prod (all)
  --only <words>     only rehearsals that are named so, after a good release
  --junit <file>     writes the results there, as JUnit's XML
  --clock <speed>    house seconds in a second of the wall (60)
  --waiting <speed>  the same, while all that is left is waiting for an hour (300)`;

const write = (line: string) => void process.stderr.write(`${line}\n`);

function flags() {
  try {
    const { values } = parseArgs({
      options: {
        platform: { type: 'string', multiple: true, default: [...all] },
        stage: { type: 'string', multiple: true, default: [...stageNames] },
        only: { type: 'string', default: '' },
        junit: { type: 'string' },
        clock: { type: 'string', default: '60' },
        waiting: { type: 'string', default: '300' },
        help: { type: 'boolean', default: false },
      },
    });
    return values;
  } catch (error) {
    write(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
    process.exit(2);
  }
}

const { platform, stage, only, junit, clock, waiting, help } = flags();
const stranger =
  platform.find((name) => !(all as readonly string[]).includes(name)) ??
  stage.find((name) => !(stageNames as readonly string[]).includes(name));
if (help || stranger !== undefined) {
  write(stranger === undefined ? usage : `There is no '${stranger}'.\n\n${usage}`);
  process.exit(help ? 0 : 2);
}

// Servers of a house find there what AWS's have.
process.env['PATH'] = `${root}examples/rollback/machine:${process.env['PATH']}`;
const penstock = await startPenstock(['--port', '0', '--quiet', '--clock', clock], write);
const place = {
  endpoint: penstock.endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: '000000000000', secretAccessKey: 'test' },
};
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.once(signal, () => void penstock.stop().then(() => process.exit(1)));
try {
  const results = await rehearseAll(place, {
    platforms: platform as Platform[],
    stages: stage as StageName[],
    only,
    waitingSpeed: Number(waiting),
    write,
  });
  process.stdout.write(`\n${tableOf(results)}\n`);
  if (junit !== undefined) writeFileSync(junit, junitOf(results));
  process.exitCode = results.every(({ wrong }) => wrong === undefined) ? 0 : 1;
} finally {
  await penstock.stop();
}
