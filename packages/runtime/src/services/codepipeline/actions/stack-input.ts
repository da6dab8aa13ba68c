import type { Work } from './action.ts';
import { artifactFile, inputNamed, readText, unpacked, type ArtifactFile } from './artifact-files.ts';
import { notLarger, sizes } from './artifact-sizes.ts';
import { ActionFailure, type Script } from './script.ts';

/** What CreateStack, UpdateStack and CreateChangeSet take alike. */
export interface StackInput {
  readonly StackName: string;
  readonly TemplateBody: string;
  readonly Parameters: readonly { readonly ParameterKey: string; readonly ParameterValue: string }[];
  readonly Capabilities: readonly string[];
  readonly RoleARN?: string;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[];
  readonly StackPolicyBody?: string;
}

/** Reads the template and its parameters from the artifacts that the configuration names. */
export function* stackInput(work: Work): Script<StackInput> {
  const { configuration } = work;
  const template = fileOf(work, 'TemplatePath');
  // AWS: unverified words.
  if (!template)
    throw new ActionFailure(
      `TemplatePath is required for ActionMode ${configuration['ActionMode']}.`,
      'ConfigurationError',
    );
  const settings = fileOf(work, 'TemplateConfiguration');
  const { ParameterOverrides = '{}' } = configuration;
  notLarger('ParameterOverrides', Buffer.byteLength(ParameterOverrides), sizes.parameterOverrides);
  const overrides = overridesOf(ParameterOverrides);
  const files = [template, ...(settings ? [settings] : []), ...overrides.flatMap(({ file }) => file ?? [])];
  const artifacts = [...new Set(files.map(({ artifact }) => artifact))];
  yield* unpacked(
    work,
    artifacts.map((name) => inputNamed(work, name)),
  );
  const { Parameters = {}, Tags = {}, StackPolicy } = settings ? yield* readSettings(work, settings) : {};
  const parameters: Record<string, string> = { ...Parameters };
  for (const override of overrides) parameters[override.key] = yield* valueOf(work, override);
  return {
    StackName: configuration['StackName']!,
    TemplateBody: yield* readText(work, template),
    Parameters: Object.entries(parameters).map(([ParameterKey, value]) => ({
      ParameterKey,
      ParameterValue: String(value),
    })),
    Capabilities: (configuration['Capabilities'] ?? '').split(',').filter(Boolean),
    ...(configuration['RoleArn'] && { RoleARN: configuration['RoleArn'] }),
    ...(Object.keys(Tags).length > 0 && {
      Tags: Object.entries(Tags).map(([Key, Value]) => ({ Key, Value: String(Value) })),
    }),
    ...(StackPolicy !== undefined && { StackPolicyBody: JSON.stringify(StackPolicy) }),
  };
}

/** AWS: user guide, "CloudFormation artifacts", template configuration files. */
interface Settings {
  readonly Parameters?: Readonly<Record<string, string>>;
  readonly Tags?: Readonly<Record<string, string>>;
  readonly StackPolicy?: unknown;
}

function* readSettings(work: Work, file: ArtifactFile): Script<Settings> {
  const settings = jsonObject(yield* readText(work, file));
  if (settings) return settings as Settings;
  // AWS: unverified words.
  throw new ActionFailure(`The template configuration ${file.path} is not a valid JSON object.`);
}

function fileOf({ configuration }: Work, key: string): ArtifactFile | undefined {
  const text = configuration[key];
  if (text === undefined || text === '') return undefined;
  const file = artifactFile(text);
  // AWS: unverified words.
  if (!file)
    throw new ActionFailure(`${key} ${text} is not of the form Artifact::File`, 'ConfigurationError');
  return file;
}

/** One parameter of ParameterOverrides: a text, or a function over artifacts. */
interface Override {
  readonly key: string;
  readonly value: unknown;
  /** The file that `Fn::GetParam` reads. */
  readonly file?: ArtifactFile;
}

function overridesOf(text: string): Override[] {
  const object = jsonObject(text);
  // AWS: unverified words.
  if (!object)
    throw new ActionFailure('ParameterOverrides is not a valid JSON object.', 'ConfigurationError');
  return Object.entries(object).map(([key, value]) => {
    const [artifact, path] = argumentsOf(value, 'Fn::GetParam') ?? [];
    return { key, value, ...(artifact && path && { file: { artifact, path } }) };
  });
}

/** AWS: user guide, "Using parameter override functions with CodePipeline pipelines". */
function* valueOf(work: Work, { key, value, file }: Override): Script<string> {
  if (file) {
    const name = argumentsOf(value, 'Fn::GetParam')![2] ?? '';
    const found = jsonObject(yield* readText(work, file))?.[name];
    if (typeof found === 'string') return found;
    throw new ActionFailure(`${name} is no text in ${file.artifact}::${file.path} (parameter ${key}).`);
  }
  const attribute = argumentsOf(value, 'Fn::GetArtifactAtt');
  if (attribute) return artifactAttribute(work, attribute);
  if (typeof value === 'object' && value !== null)
    throw new ActionFailure(`The value of parameter ${key} is no text and no known function.`);
  return String(value);
}

function artifactAttribute(work: Work, [name = '', attribute = '']: readonly string[]): string {
  const { bucket, key } = inputNamed(work, name);
  switch (attribute) {
    case 'BucketName':
      return bucket;
    case 'ObjectKey':
      return key;
    case 'URL':
      return `https://s3.amazonaws.com/${bucket}/${key}`;
    default:
      throw new ActionFailure(`${attribute} is no attribute of an artifact.`, 'ConfigurationError');
  }
}

function argumentsOf(value: unknown, name: string): readonly string[] | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  const list = (value as Record<string, unknown>)[name];
  return Array.isArray(list) && list.every((each) => typeof each === 'string') ? list : undefined;
}

function jsonObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
