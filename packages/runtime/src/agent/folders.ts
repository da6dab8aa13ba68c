import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Specification } from './control.ts';

/** AWS: "max_revisions", five unless it is configured. */
const revisionsKept = 5;

/** Where an agent keeps what, in the layout of AWS's: a folder for each group, and in it one for each deployment. */
export class AgentFolders {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  deployment({ DeploymentGroupId, DeploymentId }: Specification): string {
    return path.join(this.root, DeploymentGroupId, DeploymentId);
  }

  archive(specification: Specification): string {
    return path.join(this.deployment(specification), 'deployment-archive');
  }

  instructions(name: string): string {
    return path.join(this.root, 'deployment-instructions', name);
  }

  /** The folder of the last deployment of a group that was installed, if it is still there. */
  lastInstalled(specification: Specification): string | undefined {
    return this.#noted('last_successful_install', specification);
  }

  /** The folder of the last deployment of a group that was downloaded, however it went on. */
  lastDownloaded(specification: Specification): string | undefined {
    return this.#noted('most_recent_install', specification);
  }

  #noted(what: string, { DeploymentGroupId }: Specification): string | undefined {
    const file = this.instructions(`${DeploymentGroupId}_${what}`);
    if (!existsSync(file)) return undefined;
    const folder = readFileSync(file, 'utf8').trim();
    return existsSync(path.join(folder, 'deployment-archive')) ? folder : undefined;
  }

  noteInstalled(specification: Specification): Promise<void> {
    return this.#note('last_successful_install', specification);
  }

  noteDownloaded(specification: Specification): Promise<void> {
    return this.#note('most_recent_install', specification);
  }

  async #note(what: string, specification: Specification): Promise<void> {
    const name = `${specification.DeploymentGroupId}_${what}`;
    await writeWhole(this.instructions(name), this.deployment(specification));
  }

  /** Revisions that are too many go, the oldest first; never the one that is installed. */
  async forgetOldRevisions(specification: Specification): Promise<void> {
    const group = path.join(this.root, specification.DeploymentGroupId);
    const names = existsSync(group) ? await readdir(group) : [];
    const folders = await Promise.all(
      names.map(async (name) => ({
        folder: path.join(group, name),
        at: (await stat(path.join(group, name))).mtimeMs,
      })),
    );
    const others = folders.filter(({ folder }) => folder !== this.deployment(specification));
    const installed = this.lastInstalled(specification);
    const old = others.filter(({ folder }) => folder !== installed).sort((a, b) => a.at - b.at);
    const tooMany = Math.max(0, others.length + 1 - revisionsKept);
    for (const { folder } of old.slice(0, tooMany)) await rm(folder, { recursive: true, force: true });
  }
}

/** Writes a file so that it is there as a whole, or not at all. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.new`, text, { flush: true });
  await rename(`${file}.new`, file);
}
