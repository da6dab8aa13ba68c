import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runtimeFor } from './base-image.ts';
import { openContext, openTree, type SourceTree } from './build-context.ts';
import { parseDockerfile, type Instruction } from './dockerfile.ts';
import { parseFlags, type Flags, type FlagTable } from './flags.ts';
import { architecture, created, setVariable, variableOf, type ImageConfig, type RunConfig } from './image.ts';
import { ImageStore, type StoredImage } from './image-store.ts';
import { parseReference, spelled } from './reference.ts';
import { cannot, needsEngine } from './refusal.ts';
import { placeIn, statOf } from './root-files.ts';
import { StageBuild } from './stage-build.ts';
import { neededStages, recipeOf, stageNamed, type Recipe, type Stage } from './stages.ts';
import { imagesFolder, networkOf, openImages, type Surroundings } from './surroundings.ts';
import { expand, splitWords, type Lookup } from './words.ts';

const flags: FlagTable = {
  values: {
    'build-arg': '',
    'cache-from': '',
    'cache-to': '',
    file: 'f',
    iidfile: '',
    label: '',
    platform: '',
    progress: '',
    provenance: '',
    sbom: '',
    tag: 't',
    target: '',
  },
  switches: { 'force-rm': '', load: '', 'no-cache': '', pull: '', push: '', quiet: 'q', rm: '' },
};

/** `docker build`, and `docker buildx build`. Answers the image. */
export async function build(line: readonly string[], around: Surroundings): Promise<void> {
  const given = parseFlags('build', flags, line);
  const names = given.all('tag').map(parseReference);
  const folder = contextOf(given.words);
  const file = given.value('file') ?? path.join(folder, 'Dockerfile');
  if (!existsSync(file)) cannot(`build ${folder}: failed to read the Dockerfile: ${file} is not there`);
  ImageStore.sweep(imagesFolder(around));
  const store = openImages(around);
  const building = new Building(given, around, store, openContext(folder, file));
  const image = await building.build(recipeOf(parseDockerfile(readFileSync(file, 'utf8'))));
  for (const name of names) {
    store.tag(image, name);
    building.tell(`naming to ${spelled(name)}`);
  }
  const idFile = given.value('iidfile');
  if (idFile !== undefined) writeFileSync(idFile, image.id);
  if (given.isOn('quiet')) around.print(image.id);
  if (!given.isOn('push')) return;
  const { pushOne } = await import('./push.ts');
  for (const name of names) await pushOne(name, store, around);
}

function contextOf(words: readonly string[]): string {
  const [folder, ...more] = words;
  if (folder === undefined || more.length > 0)
    return cannot('build: it takes exactly one argument, the folder to build');
  if (folder === '-' || /^(https?|git|ssh):\/\/|^git@|\.git(#|$)/.test(folder))
    cannot(`build ${folder}: only folders of this machine are built`);
  return folder;
}

/** One run of `docker build`. */
class Building {
  readonly #given: Flags;
  readonly #around: Surroundings;
  readonly #store: ImageStore;
  readonly #context: SourceTree;
  readonly #args: ReadonlyMap<string, string>;
  readonly #predefined: ReadonlyMap<string, string>;
  #step = 0;

  constructor(given: Flags, around: Surroundings, store: ImageStore, context: SourceTree) {
    this.#given = given;
    this.#around = around;
    this.#store = store;
    this.#context = context;
    this.#args = new Map(given.all('build-arg').flatMap((each) => argumentOf(each, around)));
    this.#predefined = platformArguments(given.value('target'));
  }

  /** A line of the step that is under way. */
  readonly tell = (line: string): void => {
    if (!this.#given.isOn('quiet')) this.#around.tell(`#${this.#step} ${line}`);
  };

  async build(recipe: Recipe): Promise<StoredImage> {
    this.#judgePlatform(this.#given.value('platform'));
    const global = this.#globals(recipe);
    const lookup: Lookup = (name) => global.get(name) ?? this.#predefined.get(name);
    const stages = neededStages(recipe, this.#given.value('target'), lookup);
    const folder = this.#store.workingFolder();
    try {
      const built = new Map<Stage, StageBuild>();
      for (const stage of stages)
        built.set(stage, await this.#stage(stage, { recipe, built, folder, global, lookup }));
      return await this.#keep(stages.at(-1)!, built.get(stages.at(-1)!)!);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  #globals({ args }: Recipe): Map<string, string> {
    const values = new Map<string, string>();
    const lookup: Lookup = (name) => values.get(name) ?? this.#predefined.get(name);
    for (const word of args.flatMap(({ text }) => splitWords(text))) {
      const [, name = '', fallback] = /^([^=]*)(?:=([\s\S]*))?$/.exec(word) ?? [];
      const value = this.#args.get(name) ?? (fallback === undefined ? undefined : expand(fallback, lookup));
      if (value !== undefined) values.set(name, value);
    }
    return values;
  }

  async #stage(stage: Stage, progress: Progress): Promise<StageBuild> {
    const steps = stage.instructions.filter(isStep).length + 1;
    const called = stage.name ?? `stage-${stage.index}`;
    const begin = (step: number, instruction: Instruction) => {
      this.#step++;
      this.tell(`[${called} ${step}/${steps}] ${instruction.original}`);
    };
    begin(1, stage.from);
    const open = this.#begin(stage, progress);
    let step = 1;
    for (const instruction of stage.instructions) {
      if (isStep(instruction)) begin(++step, instruction);
      await open.follow(instruction);
    }
    return open;
  }

  /** What a stage begins with: nothing, an earlier stage, or what a runtime of this machine stands in for. */
  #begin(stage: Stage, { recipe, built, folder, global, lookup }: Progress): StageBuild {
    const image =
      expand(stage.base, lookup) || cannot(`build from ${JSON.stringify(stage.base)}: it is empty`);
    this.#judgePlatform(stage.platform === undefined ? undefined : expand(stage.platform, lookup));
    const root = path.join(folder, `stage-${stage.index}`);
    const earlier = stageNamed(recipe.stages, image, stage.index);
    const parent = earlier && built.get(earlier);
    const runtime = parent ? parent.runtime : this.#runtimeOf(image);
    if (parent) cpSync(parent.root, root, { recursive: true, verbatimSymlinks: true });
    else mkdirSync(root, { mode: 0o755 });
    return new StageBuild({
      root,
      scratch: path.join(folder, `scratch-${stage.index}`),
      config: structuredClone(parent?.config ?? runtime?.config ?? { Env: [], WorkingDir: '' }),
      runtime,
      given: this.#args,
      predefined: this.#predefined,
      global,
      host: this.#around.host,
      network: networkOf(this.#around),
      sourceOf: (from) => (from === undefined ? this.#context : filesOf(from, stage, recipe, built)),
      say: this.tell,
    });
  }

  #runtimeOf(image: string) {
    if (image === 'scratch') return undefined;
    if (/^[^/@]*$/.test(image) && this.#store.find(image))
      return cannot(
        `build from ${image}: an image that was built here cannot be the base of another; use stages`,
      );
    const runtime = runtimeFor(image, this.#around.host);
    this.tell(`${runtime.called} of this machine stands in for ${image}`);
    return runtime;
  }

  #judgePlatform(wanted: string | undefined): void {
    if (wanted === undefined) return;
    if (wanted.includes(','))
      cannot(`build for ${wanted}: one platform at a time, this machine’s; ${needsEngine}`);
    const own = this.#predefined.get('TARGETPLATFORM')!;
    if (wanted !== own && !wanted.startsWith(`${own}/`))
      this.tell(`${wanted} is asked for; the image is for ${own}, where it is going to be run`);
  }

  async #keep(stage: Stage, built: StageBuild): Promise<StoredImage> {
    this.#step++;
    const config = this.#labelled(built);
    const history = [stage.from, ...stage.instructions].map(({ original }) => ({
      created,
      created_by: original,
      empty_layer: true,
    }));
    const image = await this.#store.keep(built.root, (diffId): ImageConfig => ({
      architecture: architecture(),
      os: 'linux',
      created,
      config,
      rootfs: { type: 'layers', diff_ids: [diffId] },
      history: [...history, { created, created_by: 'penstock docker build' }],
    }));
    this.tell(`writing image ${image.id}`);
    return image;
  }

  #labelled({ config, root, runtime }: StageBuild): RunConfig {
    const library = runtime?.pip?.library;
    const isThere = library !== undefined && statOf(placeIn(root, library)) !== undefined;
    // Told from the working directory: that is true in the image, and where its files lie on this machine.
    if (isThere && variableOf(config, 'PYTHONPATH') === undefined)
      setVariable(config, 'PYTHONPATH', path.posix.relative(config.WorkingDir || '/', library));
    const labels = this.#given.all('label').map((each) => {
      const split = each.indexOf('=');
      return split < 0 ? [each, ''] : [each.slice(0, split), each.slice(split + 1)];
    });
    return labels.length === 0
      ? config
      : { ...config, Labels: { ...config.Labels, ...Object.fromEntries(labels) } };
  }
}

/** What stages have of each other and of the ARGs before them. */
interface Progress {
  readonly recipe: Recipe;
  readonly built: ReadonlyMap<Stage, StageBuild>;
  readonly folder: string;
  readonly global: ReadonlyMap<string, string>;
  readonly lookup: Lookup;
}

function filesOf(from: string, stage: Stage, recipe: Recipe, built: Progress['built']): SourceTree {
  const source = stageNamed(recipe.stages, from, stage.index);
  const files = source && built.get(source);
  if (!files)
    return cannot(
      `copy from ${from}: the Dockerfile has no earlier stage of that name, and no image is fetched`,
    );
  return openTree(files.root, `the files of stage ${from}`);
}

/** As Docker counts them: those that change files. */
const isStep = ({ keyword }: Instruction): boolean =>
  ['ADD', 'COPY', 'RUN', 'WORKDIR', 'USER'].includes(keyword);

/** `--build-arg name` alone takes the variable of that name. */
function argumentOf(text: string, { env }: Surroundings): [string, string][] {
  const split = text.indexOf('=');
  if (split >= 0) return [[text.slice(0, split), text.slice(split + 1)]];
  return env[text] === undefined ? [] : [[text, env[text]]];
}

/** The arguments that BuildKit knows without being told. */
function platformArguments(target = 'default'): Map<string, string> {
  const machine = architecture();
  const kinds = ['BUILD', 'TARGET'].flatMap((kind): [string, string][] => [
    [`${kind}PLATFORM`, `linux/${machine}`],
    [`${kind}OS`, 'linux'],
    [`${kind}ARCH`, machine],
    [`${kind}VARIANT`, ''],
  ]);
  return new Map([...kinds, ['TARGETSTAGE', target]]);
}
