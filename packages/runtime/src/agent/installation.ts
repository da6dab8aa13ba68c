import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { chmod, copyFile, mkdir, readlink, rm, rmdir, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { AppSpec, Permission } from './app-spec.ts';
import { writeWhole } from './folders.ts';
import { forgetContext, grant } from './granting.ts';
import { InstallFault } from './install-fault.ts';

export interface InstallPlace {
  readonly archive: string;
  /** Where destinations begin: `/`, or a folder that is the whole machine to this agent. */
  readonly root: string;
  /** Lists what the last deployment of the group has put there. Without it, that stays. */
  readonly cleanupFile?: string | undefined;
  readonly fileExistsBehavior: string;
  /** What programs that set permissions find in their environment. */
  readonly env: Readonly<Record<string, string>>;
}

/** What was or will be put in its place. */
type Step =
  | { readonly kind: 'mkdir'; readonly to: string }
  | { readonly kind: 'copy'; readonly from: string; readonly to: string };

/** What the next deployment takes away. */
type Made = { readonly kind: Step['kind'] | 'context'; readonly to: string };

/** Removes what the last deployment of the group installed, and only that; then puts the new files in their places. */
export async function install(spec: AppSpec, place: InstallPlace): Promise<void> {
  const { cleanupFile, env } = place;
  if (cleanupFile !== undefined) await cleanUp(cleanupFile, env);
  const steps = planOf(spec, place);
  const permissions = permissionsOf(spec, steps, place);
  // Written before: whatever has been put there when this is interrupted, the next one takes away.
  const labelled = [...permissions].filter(([, { context }]) => context !== undefined);
  const made: readonly Made[] = [
    ...steps.map(({ kind, to }) => ({ kind, to })),
    ...labelled.map(([to]) => ({ kind: 'context' as const, to })),
  ];
  if (cleanupFile !== undefined) await writeWhole(cleanupFile, JSON.stringify(made));
  for (const step of steps) await perform(step);
  for (const [to, permission] of permissions) await grant(to, permission, env);
}

async function cleanUp(file: string, env: InstallPlace['env']): Promise<void> {
  if (!existsSync(file)) return;
  const made = JSON.parse(readFileSync(file, 'utf8')) as Made[];
  for (const { kind, to } of made.reverse()) {
    if (kind === 'context') forgetContext(to, env);
    else if (kind === 'copy') await rm(to, { force: true });
    else await rmdir(to).catch(unlessStillUsed);
  }
  await rm(file, { force: true });
}

/** A folder that holds something of somebody else's stays. */
function unlessStillUsed(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOTEMPTY' && error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error;
}

const within = (root: string, place: string): string => path.join(root, path.resolve('/', place));

function planOf({ files }: AppSpec, { archive, root, fileExistsBehavior }: InstallPlace): Step[] {
  const steps: Step[] = [];
  const made = new Set<string>();
  const copied = new Map<string, string>();
  const folder = (to: string) => {
    if (existsSync(to) || made.has(to)) return;
    folder(path.dirname(to));
    made.add(to);
    steps.push({ kind: 'mkdir', to });
  };
  const copy = (from: string, to: string) => {
    const stats = lstatSync(from);
    if (stats.isDirectory()) {
      folder(to);
      for (const name of readdirSync(from)) copy(path.join(from, name), path.join(to, name));
      return;
    }
    folder(path.dirname(to));
    if (!isFree(to, fileExistsBehavior)) return;
    const other = copied.get(to);
    if (other !== undefined) throw new InstallFault(comesTwice(to, [from, other]));
    copied.set(to, from);
    steps.push({ kind: 'copy', from, to });
  };
  for (const { source, destination } of files) {
    const from = path.join(archive, source);
    if (from !== archive && !from.startsWith(`${archive}${path.sep}`) && from !== `${archive}${path.sep}`)
      throw new InstallFault(`${source} is not inside of the revision`);
    if (!existsSync(from)) throw new InstallFault(`No such file or directory - ${source}`);
    const to = within(root, destination);
    copy(from.replace(/\/$/, ''), lstatSync(from).isDirectory() ? to : path.join(to, path.basename(from)));
  }
  return steps;
}

/** AWS: fileExistsBehavior, of files that no earlier deployment of the group has put there. */
function isFree(to: string, behavior: string): boolean {
  if (!existsSync(to)) return true;
  if (behavior === 'OVERWRITE') return true;
  if (behavior === 'RETAIN') return false;
  throw new InstallFault(
    `The deployment failed because a specified file already exists at this location: ${to}`,
  );
}

async function perform(step: Step): Promise<void> {
  if (step.kind === 'mkdir') {
    await mkdir(step.to, { recursive: true });
    return;
  }
  await rm(step.to, { force: true });
  if (lstatSync(step.from).isSymbolicLink()) {
    await symlink(await readlink(step.from), step.to);
    return;
  }
  await copyFile(step.from, step.to);
  await chmod(step.to, (await stat(step.from)).mode & 0o7777);
}

const comesTwice = (to: string, [from, other]: readonly [string, string]): string =>
  `The deployment failed because the application specification file specifies two source files named ${from} and ` +
  `${other} for the same destination (${to}). Remove one of the source file paths from the AppSpec file, and then ` +
  'try again.';

/** Which permission each thing gets that this deployment puts there: one at most. */
function permissionsOf(
  spec: AppSpec,
  steps: readonly Step[],
  { root }: InstallPlace,
): Map<string, Permission> {
  const settings = new Map<string, Permission>();
  for (const permission of spec.permissions)
    for (const step of objectsOf(permission, steps, within(root, permission.object).replace(/\/$/, ''))) {
      const { to } = step;
      assertAcls(step, permission);
      if (settings.has(to))
        throw new InstallFault(
          `The deployment failed because the permissions setting for (${to}) is specified more than once in the ` +
            'application specification file. Update the files section of the AppSpec file, and then try again.',
        );
      settings.set(to, permission);
    }
  return settings;
}

/**
 * The things that a permission is about. AWS: user guide, "AppSpec 'permissions' section": a file, or what is within a
 * folder, "but not object itself".
 */
function objectsOf(permission: Permission, steps: readonly Step[], object: string): readonly Step[] {
  const { pattern, except, types } = permission;
  const file = steps.find(({ kind, to }) => kind === 'copy' && to === object);
  if (file) {
    if (types.includes('file')) assertOfFile(permission);
    return types.includes('file') ? [file] : [];
  }
  return steps.filter(({ kind, to }) => {
    if (!types.includes(kind === 'mkdir' ? 'directory' : 'file') || !to.startsWith(`${object}/`))
      return false;
    const rest = to.slice(object.length + 1);
    const isMeant = pattern === '**' || matches(rest, pattern);
    return isMeant && !except.some((each) => matches(rest, each));
  });
}

/** AWS: what things in a folder inherit is said of folders only. */
function assertAcls({ kind }: Step, { acls = [] }: Permission): void {
  if (kind === 'copy' && acls.some(({ isDefault }) => isDefault))
    throw new InstallFault(
      'The deployment failed because the -d parameter has been specified to apply an acl setting to a file. This ' +
        'parameter is supported for directories only. Update the AppSpec file, and then try again.',
    );
}

function assertOfFile({ object, pattern, except }: Permission): void {
  if (pattern !== '**')
    throw new InstallFault(
      `The deployment failed because the application specification file includes an object (${object}) with an ` +
        `invalid pattern (${pattern}), such as a pattern for a file applied to a directory. Correct the permissions ` +
        'section of the AppSpec file, and then try again.',
    );
  if (except.length > 0)
    throw new InstallFault(
      'The deployment failed because the except parameter for a pattern in the permissions section ' +
        `(${JSON.stringify(except)}) for the object named ${object} contains an invalid format. Update the AppSpec ` +
        'file, and then try again.',
    );
}

/** AWS: the published agent: stars, and nothing that is deeper in. */
function matches(name: string, pattern: string): boolean {
  const words = pattern.split('*').map((word) => word.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return !name.includes('/') && new RegExp(`^${words.join('.*')}$`).test(name);
}
