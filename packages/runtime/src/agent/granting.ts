import { execFileSync, spawnSync } from 'node:child_process';
import { lstatSync } from 'node:fs';
import { chmod, chown, stat } from 'node:fs/promises';
import { wholeAcl, type SecurityContext } from './access-control.ts';
import type { Permission } from './app-spec.ts';
import { InstallFault } from './install-fault.ts';

type Environment = Readonly<Record<string, string>>;

/** Sets what a permission says of a thing. AWS: in the published agent's order. */
export async function grant(to: string, permission: Permission, env: Environment): Promise<void> {
  if (lstatSync(to).isSymbolicLink()) return;
  const { mode, acls, context } = permission;
  if (mode !== undefined) await chmod(to, mode);
  if (acls) setAcl(to, wholeAcl(acls, (await stat(to)).mode), env);
  if (context) setContext(to, context, env);
  await give(to, permission);
}

function setAcl(to: string, acl: string, env: Environment): void {
  const why =
    'of a problem with the acls permission settings in the application specification file for this object: ' +
    to;
  run(['setfacl', '--set', acl, to], why, env);
}

function setContext(to: string, { user, type, range }: SecurityContext, env: Environment): void {
  const why =
    'the application specification file contains an error in the settings for the context parameter. Update the ' +
    'permissions section of the AppSpec file, and then try again';
  const words = [
    ...(user === undefined ? [] : ['-s', user]),
    '-t',
    type,
    ...(range === undefined ? [] : ['-r', range]),
  ];
  run(['semanage', 'fcontext', '-a', ...words, to], why, env);
  run(['restorecon', '-v', to], why, env);
}

/** Takes a thing that goes out of what SELinux knows. */
export function forgetContext(to: string, env: Environment): void {
  spawnSync('semanage', ['fcontext', '-d', to], { env, stdio: 'ignore' });
}

/** Runs a program to its end. Throws InstallFault, with why a deployment fails where it does. */
function run([program = '', ...words]: readonly string[], why: string, env: Environment): void {
  const { status, error } = spawnSync(program, words, { env, stdio: 'ignore' });
  if (status === 0) return;
  const outcome = error ? error.message : `Exit code: ${status}`;
  const command = [program, ...words].join(' ');
  throw new InstallFault(`The deployment failed because ${why}. Failed command: ${command}. ${outcome}`);
}

async function give(to: string, { owner, group }: Permission): Promise<void> {
  if (owner === undefined && group === undefined) return;
  const { uid, gid } = await stat(to);
  const wanted = { uid: idOf('-u', owner) ?? uid, gid: groupOf(group) ?? gid };
  if (wanted.uid === uid && wanted.gid === gid) return;
  if (process.getuid?.() !== 0)
    throw new InstallFault(`${to} cannot be given to ${owner ?? group}: this agent is not root`);
  await chown(to, wanted.uid, wanted.gid);
}

function idOf(which: string, user: string | undefined): number | undefined {
  return user === undefined ? undefined : numberFrom('id', [which, user], user);
}

function groupOf(group: string | undefined): number | undefined {
  if (group === undefined) return undefined;
  return numberFrom('getent', ['group', group], group);
}

/** The first number that a program says of a name. */
function numberFrom(program: string, words: readonly string[], name: string): number {
  if (name.startsWith('-')) throw new InstallFault(`there is no ${name}`);
  try {
    const said = execFileSync(program, [...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return Number(/\d+/.exec(program === 'id' ? said : (said.split(':')[2] ?? ''))![0]);
  } catch {
    throw new InstallFault(`there is no user or group ${name}`);
  }
}
