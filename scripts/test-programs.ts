import { existsSync } from 'node:fs';
import path from 'node:path';
import { run } from './run.ts';

/**
 * What system tests use of other people's programs, besides what npm brings. Installs what is missing, where that can
 * be done; where not, says so: the tests that want it are skipped, and say why. For machines of CI: where Debian starts
 * services, it starts those of HAProxy and nginx, too.
 */
const packages: Readonly<Record<string, string>> = {
  chromium: 'chromium',
  podman: 'podman',
  crun: 'crun',
  skopeo: 'skopeo',
  haproxy: 'haproxy',
  nginx: 'nginx-light',
};

const folders = [...(process.env['PATH'] ?? '').split(path.delimiter), '/usr/sbin'];
const isHere = (program: string): boolean => folders.some((folder) => existsSync(path.join(folder, program)));

const missing = Object.keys(packages).filter((program) => !isHere(program));
const tell = (programs: readonly string[], reason: string): void =>
  console.log(`Without ${programs.join(', ')}: ${reason}. What needs them is skipped.`);

if (missing.length === 0) console.log(`Here already: ${Object.keys(packages).join(', ')}.`);
else if (!isHere('apt-get')) tell(missing, 'this is not Debian');
else if (process.getuid?.() !== 0) tell(missing, 'only root may install them');
else await install(missing);

async function install(programs: readonly string[]): Promise<void> {
  const wanted = programs.map((program) => packages[program]!);
  const begun = Date.now();
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  const updated = await run('apt-get', ['update', '-qq'], { env });
  const quiet = ['-qq', '--yes', '--no-install-recommends', '-o', 'Dpkg::Use-Pty=0'];
  const code = updated || (await run('apt-get', ['install', ...quiet, ...wanted], { env }));
  const left = programs.filter((program) => !isHere(program));
  if (left.length > 0) tell(left, `apt-get ended with ${code}`);
  const seconds = ((Date.now() - begun) / 1000).toFixed(0);
  const installed = programs.filter((program) => !left.includes(program));
  if (installed.length > 0) console.log(`Installed ${installed.join(', ')} in ${seconds} s.`);
}
