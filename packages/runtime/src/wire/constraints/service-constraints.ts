import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { BotocoreModel } from './botocore.ts';
import { ModelArchive } from './model-archive.ts';

/** Of a service's model, what its SDK schema does not say: limits, patterns, enums, which errors an operation has. */
export interface ServiceConstraints {
  /** botocore's words: `json`, `query`, `ec2`, `rest-json`, `rest-xml`, `smithy-rpc-v2-cbor`. */
  readonly protocols: readonly string[];
  readonly operations: Readonly<Record<string, ModelOperation>>;
  readonly shapes: Readonly<Record<string, ModelShape>>;
}

export interface ModelOperation {
  readonly input?: string;
  readonly errors: readonly string[];
}

export interface ModelShape {
  readonly type: string;
  readonly min?: number;
  readonly max?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
  readonly required?: readonly string[];
  readonly members?: Readonly<Record<string, string>>;
  readonly member?: string;
  readonly key?: string;
  readonly value?: string;
}

/** Of what is kept in a folder: another number where this file keeps something else. */
const form = 2;

/** For a service without a model: nothing is known, so nothing is refused. */
const none: ServiceConstraints = { protocols: [], operations: {}, shapes: {} };

/**
 * Reads constraints out of the models in `@aws-cdk/asset-awscli-v1`. With a `cacheFolder`, what was reduced is kept
 * there under the package's version.
 */
export class ConstraintLibrary {
  readonly #cacheFolder: string | undefined;
  #archive: { readonly models: ModelArchive; readonly version: string } | undefined;

  constructor(cacheFolder?: string) {
    this.#cacheFolder = cacheFolder;
  }

  /** A service's model, whole. */
  async model(service: string): Promise<BotocoreModel | undefined> {
    const json = await (this.#archive ??= installedArchive()).models.model(service);
    return json && (JSON.parse(json.toString('utf8')) as BotocoreModel);
  }

  async of(service: string): Promise<ServiceConstraints> {
    const { version } = (this.#archive ??= installedArchive());
    const file = this.#cacheFolder && join(this.#cacheFolder, `${version}.${form}`, `${service}.json`);
    const cached = file && (await readIfThere(file));
    if (cached) return JSON.parse(cached) as ServiceConstraints;
    const model = await this.model(service);
    const constraints = model ? reduced(model) : none;
    if (file) await keep(file, JSON.stringify(constraints));
    return constraints;
  }
}

function installedArchive(): { readonly models: ModelArchive; readonly version: string } {
  const require = createRequire(import.meta.url);
  const { ASSET_FILE } = require('@aws-cdk/asset-awscli-v1') as { readonly ASSET_FILE: string };
  const manifest = require(join(dirname(ASSET_FILE), '..', 'package.json')) as { readonly version: string };
  return { models: new ModelArchive(ASSET_FILE), version: manifest.version };
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return undefined;
  }
}

async function keep(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  await writeFile(draft, text);
  await rename(draft, file);
}

/** Values that services take and models leave out. AWS: S3 user guide, "Canned ACL". */
const unlisted: Readonly<Record<string, readonly string[]>> = { BucketCannedACL: ['log-delivery-write'] };

/**
 * Enums that the service judges itself. AWS: SQS answers InvalidAttributeName, and lets ReceiveMessage ask for
 * attributes of messages by the older name, too; S3 answers InvalidArgument to an event that it does not know.
 */
const judgedByService: ReadonlySet<string> = new Set(['QueueAttributeName', 'Event']);

/** Only what inputs are made of, and of that only what constrains. */
function reduced(model: BotocoreModel): ServiceConstraints {
  const shapes: Record<string, ModelShape> = {};
  const visit = (name: string): void => {
    const shape = model.shapes[name];
    if (!shape || shapes[name]) return;
    const { type, min, max, pattern, required, member, key, value } = shape;
    const members =
      shape.members &&
      Object.fromEntries(Object.entries(shape.members).map(([member, { shape }]) => [member, shape]));
    shapes[name] = {
      type,
      ...(min !== undefined && { min }),
      ...(max !== undefined && { max }),
      ...(pattern !== undefined && { pattern }),
      ...(shape.enum && !judgedByService.has(name) && { enum: [...shape.enum, ...(unlisted[name] ?? [])] }),
      ...(required && { required }),
      ...(members && { members }),
      ...(member && { member: member.shape }),
      ...(key && { key: key.shape }),
      ...(value && { value: value.shape }),
    };
    for (const inner of [member, key, value]) if (inner) visit(inner.shape);
    for (const inner of Object.values(members ?? {})) visit(inner);
  };
  const operations: Record<string, ModelOperation> = {};
  for (const [name, { input, errors = [] }] of Object.entries(model.operations)) {
    operations[name] = { ...(input && { input: input.shape }), errors: errors.map(({ shape }) => shape) };
    if (input) visit(input.shape);
  }
  return { protocols: model.metadata.protocols ?? [model.metadata.protocol], operations, shapes };
}
