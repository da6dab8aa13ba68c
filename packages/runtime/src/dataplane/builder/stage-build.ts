import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { imagePathOf, type Runtime } from './base-image.ts';
import type { SourceTree } from './build-context.ts';
import { copy } from './copy.ts';
import { flagOf, type Instruction } from './dockerfile.ts';
import { healthcheckOf } from './healthcheck.ts';
import { setVariable, variableOf, type RunConfig } from './image.ts';
import { cannot } from './refusal.ts';
import { makeFolder, placeIn, statOf } from './root-files.ts';
import { judge } from './run-limits.ts';
import { run } from './run.ts';
import { expand, namedValues, splitWords } from './words.ts';

export interface StageParts {
  /** The folder of the stage's files. */
  readonly root: string;
  readonly scratch: string;
  readonly config: RunConfig;
  /** Undefined where the stage is from scratch. */
  readonly runtime: Runtime | undefined;
  /** What `--build-arg` gave, what is known anyway, and the ARGs before the first FROM. */
  readonly given: ReadonlyMap<string, string>;
  readonly predefined: ReadonlyMap<string, string>;
  readonly global: ReadonlyMap<string, string>;
  /** The PATH of this machine. */
  readonly host: string;
  readonly network: Readonly<Record<string, string>>;
  /** The build context, or the files of an earlier stage. */
  sourceOf(from: string | undefined): SourceTree;
  say(line: string): void;
}

/** A stage while its instructions are followed. */
export class StageBuild {
  readonly root: string;
  readonly config: RunConfig;
  readonly runtime: Runtime | undefined;
  readonly #parts: StageParts;
  readonly #args = new Map<string, string>();
  #shell: readonly string[];
  #hasOwnCommand = false;

  constructor(parts: StageParts) {
    this.root = parts.root;
    this.config = parts.config;
    this.runtime = parts.runtime;
    this.#parts = parts;
    this.#shell = parts.config.Shell ?? ['/bin/sh', '-c'];
  }

  async follow(instruction: Instruction): Promise<void> {
    const { config } = this;
    switch (instruction.keyword) {
      case 'ADD':
      case 'COPY':
        return this.#copy(instruction);
      case 'ARG':
        return this.#declare(instruction);
      case 'CMD':
        config.Cmd = this.#commandOf(instruction);
        this.#hasOwnCommand = true;
        return;
      case 'ENTRYPOINT':
        config.Entrypoint = this.#commandOf(instruction);
        if (!this.#hasOwnCommand) delete config.Cmd;
        return;
      case 'ENV':
        for (const [name, value] of this.#named(instruction)) setVariable(config, name, value);
        return;
      case 'HEALTHCHECK':
        config.Healthcheck = healthcheckOf(instruction);
        return;
      case 'LABEL':
        config.Labels = { ...config.Labels, ...Object.fromEntries(this.#named(instruction)) };
        return;
      case 'RUN':
        return this.#run(instruction);
      case 'WORKDIR':
        config.WorkingDir = path.posix.resolve('/', config.WorkingDir, this.#expand(instruction.text));
        makeFolder(this.root, config.WorkingDir);
        return;
      default:
        return this.#note(instruction);
    }
  }

  /** What is only written down. */
  #note(instruction: Instruction): void {
    const { config } = this;
    const { keyword, text, line } = instruction;
    switch (keyword) {
      case 'EXPOSE':
        config.ExposedPorts = {
          ...config.ExposedPorts,
          ...keyed(splitWords(this.#expand(text)).flatMap(portsOf)),
        };
        return;
      case 'MAINTAINER':
        config.Labels = { ...config.Labels, maintainer: text };
        return;
      case 'SHELL':
        this.#shell =
          instruction.words ?? cannot(`read line ${line} of the Dockerfile: SHELL takes a JSON array`);
        config.Shell = [...this.#shell];
        return;
      case 'STOPSIGNAL':
        config.StopSignal = this.#expand(text);
        return;
      case 'USER':
        config.User = this.#expand(text);
        return this.#parts.say('noted; everything runs as whoever runs Penstock');
      case 'VOLUME': {
        const volumes = instruction.words ?? splitWords(text);
        config.Volumes = { ...config.Volumes, ...keyed(volumes.map((each) => this.#expand(each))) };
        return;
      }
      default:
        cannot(`do line ${line} of the Dockerfile: ${keyword} is not followed`);
    }
  }

  /** A build argument counts from its ARG on, unless a variable of the image has its name. */
  #declare({ text }: Instruction): void {
    const { given, global, predefined } = this.#parts;
    for (const word of splitWords(text)) {
      const split = word.indexOf('=');
      const name = split < 0 ? word : word.slice(0, split);
      const fallback =
        split < 0 ? (global.get(name) ?? predefined.get(name)) : this.#expand(word.slice(split + 1));
      const value = given.get(name) ?? fallback;
      if (value !== undefined) this.#args.set(name, value);
    }
  }

  #lookup = (name: string): string | undefined =>
    variableOf(this.config, name) ??
    this.#args.get(name) ??
    (name === 'PATH' ? imagePathOf(undefined) : undefined);

  #expand(text: string): string {
    return expand(text, this.#lookup);
  }

  #named({ text }: Instruction): [string, string][] {
    return namedValues(text, this.#lookup);
  }

  #commandOf({ words, text }: Instruction): string[] {
    return words ? [...words] : [...this.#shell, text];
  }

  #copy(instruction: Instruction): void {
    const { keyword, text, line } = instruction;
    const known = [
      'from',
      'chmod',
      'chown',
      'link',
      ...(keyword === 'ADD' ? ['checksum', 'keep-git-dir'] : []),
    ];
    const strange = instruction.flags.find(([name]) => !known.includes(name));
    if (strange) cannot(`do line ${line} of the Dockerfile: ${keyword} --${strange[0]} is not known`);
    const words = (instruction.words ?? splitBlanks(text)).map((word) => this.#expand(word));
    const destination = words.pop() ?? '';
    if (words.length === 0)
      cannot(`read line ${line} of the Dockerfile: ${keyword} needs a source and a destination`);
    if (keyword === 'ADD') words.forEach(refuseAdded);
    if (flagOf(instruction, 'chown') !== undefined)
      this.#parts.say('--chown is noted only: all files are those of whoever runs Penstock');
    const mode = modeOf(flagOf(instruction, 'chmod'), this.#lookup);
    copy({
      from: this.#parts.sourceOf(flagOf(instruction, 'from')),
      sources: words,
      destination: this.#destination(destination),
      root: this.root,
      ...(mode !== undefined && { mode }),
    });
  }

  /** Absolute; its last slash stays. */
  #destination(given: string): string {
    const whole = path.posix.resolve('/', this.config.WorkingDir, given);
    return /(^|\/)\.?$/.test(given) && whole !== '/' ? `${whole}/` : whole;
  }

  async #run(instruction: Instruction): Promise<void> {
    const { text, line, words } = instruction;
    for (const [name, value] of instruction.flags) this.#judgeFlag(line, name, value);
    if (!this.runtime)
      return cannot(`do RUN ${text}: in a stage from scratch there is nothing to run it with`);
    const verdict = judge(words?.join(' ') ?? text, (each) => statOf(placeIn(this.root, each)) !== undefined);
    const { say, host, network, scratch } = this.#parts;
    if (verdict === 'users only') return say('left out: everything runs as whoever runs Penstock');
    mkdirSync(scratch, { recursive: true });
    await run({
      argv: words ?? [...this.#shell, text],
      text,
      root: this.root,
      config: this.config,
      runtime: this.runtime,
      args: Object.fromEntries([...this.#proxies(), ...this.#args]),
      host,
      network,
      scratch,
      say,
    });
  }

  /** Build arguments that count without an ARG. AWS and Docker: "Predefined ARGs". */
  #proxies(): [string, string][] {
    return [...this.#parts.given].filter(([name]) => /^(https?|ftp|no|all)_proxy$/i.test(name));
  }

  #judgeFlag(line: number, name: string, value: string): void {
    const isCache = name === 'mount' && /(^|,)type=cache(,|$)/.test(value);
    if (isCache) return this.#parts.say('--mount=type=cache is left out: caches are empty in every build');
    const isUsual = name === 'network' && value === 'default';
    if (!isUsual) cannot(`do line ${line} of the Dockerfile: RUN --${name}=${value} is not known`);
  }
}

const keyed = (names: readonly string[]): Record<string, object> =>
  Object.fromEntries(names.map((name) => [name, {}]));

/** `8080`, `8080/udp`, `8000-8002`. */
function portsOf(text: string): string[] {
  const [, first, last = first, protocol = 'tcp'] =
    /^(\d+)(?:-(\d+))?(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? [];
  if (first === undefined) return cannot(`expose ${JSON.stringify(text)}: it is no port`);
  const count = Number(last) - Number(first) + 1;
  if (Number(last) > 65_535 || count < 1) cannot(`expose ${JSON.stringify(text)}: it is no port`);
  return Array.from({ length: count }, (_, index) => `${Number(first) + index}/${protocol.toLowerCase()}`);
}

const splitBlanks = (text: string): string[] => text.split(/\s+/).filter((word) => word !== '');

function refuseAdded(source: string): void {
  if (/^(https?|ftp|git|ssh):\/\/|^git@/.test(source))
    cannot(`add ${source}: ADD fetches nothing from the network`);
  if (/\.(tar|tgz|tbz2?|txz|tar\.(gz|bz2|xz|zst))$/.test(source))
    cannot(`add ${source}: ADD unpacks no archives; unpack it before, or in a RUN`);
}

function modeOf(text: string | undefined, lookup: (name: string) => string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const octal = expand(text, lookup);
  if (!/^[0-7]{3,4}$/.test(octal)) return cannot(`set permissions ${octal}: --chmod takes octal digits`);
  return Number.parseInt(octal, 8);
}
