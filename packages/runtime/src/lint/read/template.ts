import { isObject, type Declared, type Path } from '../declared.ts';
import type { ReadDocument } from './document.ts';
import { simplified, type Surroundings } from './intrinsics.ts';

/** Where a document is, in the file it stands in: some are blocks of a README. */
export interface Setting {
  readonly file: string;
  /** Lines of the file before the document's first. */
  readonly linesBefore: number;
  /** What `${Id}` is looked up in. */
  readonly scope: string;
}

/** A template, or as much of one as a story tells: a map of resources. */
export function isTemplate(value: unknown): value is Record<string, unknown> {
  return isObject(value) && resourcesOf(value) !== undefined;
}

export function readTemplate(document: ReadDocument, setting: Setting): Declared[] {
  const template = document.value as Record<string, unknown>;
  const [resources, prefix] = resourcesOf(template)!;
  const around: Surroundings = {
    parameters: objectAt(template, 'Parameters'),
    mappings: objectAt(template, 'Mappings'),
    conditions: objectAt(template, 'Conditions'),
  };
  const outputs = Object.entries(objectAt(template, 'Outputs')).map(([id, output]): Declared => ({
    type: 'Output',
    id,
    properties: { Value: simplified(isObject(output) ? output['Value'] : undefined, around) },
    from: 'template',
    scope: setting.scope,
    place: () => placeIn(document, setting, ['Outputs', id]),
  }));
  const declared = Object.entries(resources).flatMap(([id, resource]) => {
    if (!isObject(resource) || typeof resource['Type'] !== 'string') return [];
    const properties = simplified(resource['Properties'] ?? {}, around);
    return [
      {
        type: resource['Type'],
        id,
        properties: isObject(properties) ? properties : {},
        from: 'template' as const,
        scope: setting.scope,
        place: (path: Path = []) => placeIn(document, setting, [...prefix, id, 'Properties', ...path]),
      },
    ];
  });
  return [...declared, ...outputs];
}

export function placeIn(document: ReadDocument, setting: Setting, path: Path) {
  const { line, column } = document.position(path);
  return { file: setting.file, line: line + setting.linesBefore, column };
}

const objectAt = (value: Record<string, unknown>, key: string) => {
  const found = value[key];
  return isObject(found) ? found : {};
};

function resourcesOf(value: Record<string, unknown>): [Record<string, unknown>, Path] | undefined {
  if (isObject(value['Resources']) && Object.values(value['Resources']).some(isResource))
    return [value['Resources'], ['Resources']];
  const all = Object.values(value);
  return all.length > 0 && all.every(isResource) ? [value, []] : undefined;
}

const isResource = (value: unknown): boolean =>
  isObject(value) && /^(AWS|Alexa|Custom)::/.test(String(value['Type']));
