import { spawn, type ChildProcessByStdio } from 'node:child_process';
import type { Writable } from 'node:stream';

/**
 * Reads `+ <group>` and `- <group>`; kills the groups that are left when nobody writes any more. A function
 * that computes without end would not notice by itself that the control plane has been killed.
 */
const script = `
groups=" "
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) case $groups in *" $group "*) groups="\${groups%% $group *} \${groups#* $group }" ;; esac ;;
  esac
done
for group in $groups; do kill -9 -"$group" 2>/dev/null; done`;

/** Ends process groups when this process ends, in whatever way. */
export class Reaper {
  #shell: ChildProcessByStdio<Writable, null, null> | undefined;

  watch(group: number): void {
    this.#tell(`+ ${group}`);
  }

  forget(group: number): void {
    this.#tell(`- ${group}`);
  }

  close(): void {
    this.#shell?.stdin.end();
    this.#shell = undefined;
  }

  #tell(line: string): void {
    this.#shell ??= start();
    this.#shell.stdin.write(`${line}\n`);
  }
}

/** In a session of its own: what kills our group must not kill it as well. */
function start(): ChildProcessByStdio<Writable, null, null> {
  const shell = spawn('sh', ['-c', script], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    env: { PATH: '/usr/bin:/bin' },
  });
  shell.on('error', () => {}); // Without a shell, functions see for themselves that nobody answers.
  shell.stdin.on('error', () => {});
  shell.unref();
  return shell;
}
