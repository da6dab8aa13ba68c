import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Where what a build installs globally with npm goes: into a home of its own, and not to the machine. */
export interface GlobalPackages {
  /** To be put into PATH. */
  readonly programs: string;
  readonly env: Readonly<Record<string, string>>;
}

/** `settings` are those of the machine, which stay in force. */
export function globalPackages(home: string, settings: string | undefined): GlobalPackages {
  const prefix = path.join(home, '.npm-global');
  return {
    programs: path.join(prefix, 'bin'),
    env: { npm_config_prefix: prefix, ...(settings !== undefined && { npm_config_globalconfig: settings }) },
  };
}

/**
 * npm looks for the machine's settings below its prefix, and would not find them below another one. `searched` is the
 * PATH that npm is found by.
 */
export function machineSettings(searched: string): string | undefined {
  const npm = searched
    .split(path.delimiter)
    .map((folder) => path.join(folder, 'npm'))
    .find((file) => existsSync(file));
  const [, prefix] =
    /^(.*)\/lib\/node_modules\/npm\/bin\/npm-cli\.js$/.exec(npm ? realpathSync(npm) : '') ?? [];
  const settings = prefix === undefined ? undefined : path.join(prefix, 'etc/npmrc');
  return settings !== undefined && existsSync(settings) ? settings : undefined;
}
