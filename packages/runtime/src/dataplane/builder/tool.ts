import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { forgetFolder, sweepForgotten } from '../forgotten-folder.ts';
import { Lately } from '../lately.ts';
import { writeProgram } from '../own-program.ts';
import { programIn } from './base-image.ts';

export interface BuilderToolParts {
  /** Where programs and images are kept; made where it is missing. */
  readonly folder: string;
  /** The PATH of this machine. */
  readonly path: string;
}

/** A folder to be put in front of PATH, and what its programs want to find in the environment. */
export interface BuilderTool {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
}

/** Makes the program `docker`, and `aws` where this machine has none, of Penstock's own Node. */
export function builderTool({ folder, path: searched }: BuilderToolParts): BuilderTool {
  const tools = path.join(folder, 'bin');
  const images = path.join(folder, 'images');
  mkdirSync(tools, { recursive: true });
  mkdirSync(images, { recursive: true });
  const settings = { PENSTOCK_TOOLS: tools, NODE_COMPILE_CACHE: path.join(folder, 'compiled') };
  const cli = new URL('./cli.ts', import.meta.url);
  writeProgram({ file: path.join(tools, 'docker'), cli, name: 'docker', settings });
  const own = path.join(tools, 'aws');
  if (programIn(searched, 'aws') === undefined) writeProgram({ file: own, cli, name: 'aws', settings });
  else rmSync(own, { force: true });
  return { folder: tools, env: { PENSTOCK_IMAGES: images } };
}

/** The builder in the rooms of this machine. */
export class LocalBuilder {
  readonly #parts: BuilderToolParts;
  readonly #tool: Lately<BuilderTool>;

  constructor(parts: BuilderToolParts) {
    this.#parts = parts;
    this.#tool = new Lately(() => builderTool(parts));
    void sweepForgotten(parts.folder);
  }

  async tool(): Promise<BuilderTool> {
    return this.#tool.found;
  }

  /** Forgets all images. */
  reset(): void {
    // What cannot be deleted is out of the way, and swept another time.
    this.#tool.forget();
    void forgetFolder(this.#parts.folder).catch(() => undefined);
  }
}
