/** A file that a CodeDeployToECS action reads from one of its input artifacts. */
export interface TemplateFile {
  /** What it is for; unique among the files of an action. */
  readonly role: string;
  /** AWS's word for it in error messages. */
  readonly what: 'task definition' | 'AppSpec' | 'image';
  readonly artifact: string;
  readonly path: string;
  /** The name between `<` and `>` that stands for the image in the task definition. */
  readonly placeholder?: string;
}

/**
 * AWS: user guide, "Amazon ECS and CodeDeploy blue-green" action reference: default paths and placeholders.
 */
export function templatesOf(configuration: Readonly<Record<string, string>>): TemplateFile[] {
  return [
    {
      role: 'task definition',
      what: 'task definition',
      artifact: configuration['TaskDefinitionTemplateArtifact']!,
      path: configuration['TaskDefinitionTemplatePath'] ?? 'taskdef.json',
    },
    {
      role: 'app spec',
      what: 'AppSpec',
      artifact: configuration['AppSpecTemplateArtifact']!,
      path: configuration['AppSpecTemplatePath'] ?? 'appspec.yaml',
    },
    ...[1, 2, 3, 4].flatMap((n) => imageTemplate(configuration, n)),
  ];
}

function imageTemplate(configuration: Readonly<Record<string, string>>, n: number): TemplateFile[] {
  const artifact = configuration[`Image${n}ArtifactName`];
  const placeholder = configuration[`Image${n}ContainerName`];
  if (!artifact || !placeholder) return [];
  return [{ role: `image ${n}`, what: 'image', artifact, path: 'imageDetail.json', placeholder }];
}

/** Every `<NAME>` replaced by its value; what has no value stays. */
export function placeholdersReplaced(template: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce(
    (text, [name, value]) => text.replaceAll(`<${name}>`, value),
    template,
  );
}

/** The `ImageURI` of an imageDetail.json. */
export function imageUri(text: string): string | undefined {
  const detail = objectOf(text);
  const uri = detail?.['ImageURI'];
  return typeof uri === 'string' ? uri : undefined;
}

/** A taskdef.json as RegisterTaskDefinition takes it; undefined where it is no JSON object. */
export function taskDefinitionInput(text: string): Record<string, unknown> | undefined {
  return objectOf(text);
}

function objectOf(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? { ...value } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
