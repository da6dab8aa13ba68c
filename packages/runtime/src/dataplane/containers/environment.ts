import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { imageFolders } from './command.ts';
import { placeIn } from './image-paths.ts';

const nodePreload = new URL('./bind-address.mjs', import.meta.url).href;
const pythonPreloads = fileURLToPath(new URL('./python', import.meta.url));

/** Variables that say where runtimes look for code: paths in the image. */
const codePaths = ['NODE_PATH', 'PYTHONPATH', 'PYTHONHOME', 'VIRTUAL_ENV'];

export interface EnvironmentParts {
  /** The image's and the task's own. */
  readonly env: Readonly<Record<string, string>>;
  readonly root: string;
  readonly imagePath: string;
  /** The task's. */
  readonly address: string;
  /** The PATH of whoever started the house, with its Node. */
  readonly path: string;
}

/** What PATH is taken to be where an image does not say. */
export const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * The environment of a container's process: its own, with paths of the image where runtimes look for code,
 * and with what makes a program that listens everywhere listen on the task's address.
 */
export function containerEnvironment(parts: EnvironmentParts): Record<string, string> {
  const { env, root, imagePath, address, path: searched } = parts;
  const own = Object.fromEntries(
    Object.entries(env).map(([name, value]) => [
      name,
      codePaths.includes(name) ? placedAll(value, root) : value,
    ]),
  );
  return {
    // What Python compiles is not to be left in the house's own folders.
    PYTHONPYCACHEPREFIX: path.join(root, '.pycache'),
    ...own,
    HOST: address,
    PENSTOCK_ADDRESS: address,
    HOME: root,
    PATH: [...imageFolders(root, imagePath), searched].join(path.delimiter),
    NODE_OPTIONS: [own['NODE_OPTIONS'], `--import=${nodePreload}`].filter(Boolean).join(' '),
    PYTHONPATH: [pythonPreloads, own['PYTHONPATH'], ...pythonPackages(root)]
      .filter(Boolean)
      .join(path.delimiter),
  };
}

/** Where `pip install` put packages when the image was built. */
function pythonPackages(root: string): string[] {
  const library = placeIn(root, '/usr/local/lib');
  if (!existsSync(library)) return [];
  const versions = readdirSync(library).filter((name) => /^python3(\.\d+)?$/.test(name));
  const folders = versions.map((name) => placeIn(root, `/usr/local/lib/${name}/site-packages`));
  return folders.filter((folder) => existsSync(folder));
}

function placedAll(value: string, root: string): string {
  return value
    .split(':')
    .map((each) => (each.startsWith('/') ? placeIn(root, each) : each))
    .join(':');
}
