import type * as sdk from '@aws-sdk/client-cloudformation';
import { own } from '../../../base/own.ts';
import type { RegistryType } from '../../../base/registry-type.ts';
import { checkReferences } from './checks.ts';
import { textIn } from './evaluate.ts';
import { parameterDeclarations } from './parameter-declarations.ts';
import type { TemplateDocument } from './parse.ts';
import { templateOf, transformsOf } from './structure.ts';
import { isValues, type ParameterDeclaration, type Template, type Value } from './template.ts';

/** What a document says of itself before anything is made of it. */
export interface TemplateSummary {
  readonly description: string | undefined;
  readonly version: string | undefined;
  readonly metadata: Value | undefined;
  readonly parameters: Readonly<Record<string, ParameterDeclaration>>;
  readonly transforms: readonly string[];
  /** Types of resources by logical id, as they are written. */
  readonly types: Readonly<Record<string, string>>;
  /** The template, where no transform has to be applied first. */
  readonly template: Template | undefined;
}

/** Reads and checks a document as far as that goes without its transforms. */
export function summaryOf(document: TemplateDocument): TemplateSummary {
  const transforms = transformsOf(document['Transform']).map(({ Name }) => Name);
  const template = transforms.length === 0 ? templateOf(document) : undefined;
  if (template) checkReferences(template);
  const { Parameters, Resources, Description, AWSTemplateFormatVersion, Metadata } = document;
  const resources = isValues(Resources) ? Object.entries(Resources) : [];
  return {
    description: textIn(Description),
    version: textIn(AWSTemplateFormatVersion),
    metadata: Metadata,
    parameters: template?.Parameters ?? parameterDeclarations(isValues(Parameters) ? Parameters : {}),
    transforms,
    types: Object.fromEntries(
      resources.map(([id, resource]) => [id, (isValues(resource) && textIn(resource['Type'])) || '']),
    ),
    template,
  };
}

/** By what properties resources of each type are told apart, for imports. */
export function identifierSummaries(
  types: Readonly<Record<string, string>>,
  registry: Readonly<Record<string, RegistryType>>,
): sdk.ResourceIdentifierSummary[] {
  const byType = new Map<string, string[]>();
  for (const [id, type] of Object.entries(types)) byType.set(type, [...(byType.get(type) ?? []), id]);
  return [...byType].flatMap(([ResourceType, LogicalResourceIds]) => {
    const known = own(registry, ResourceType);
    if (!known || known.primaryIdentifier.length === 0) return [];
    return [{ ResourceType, LogicalResourceIds, ResourceIdentifiers: [...known.primaryIdentifier] }];
  });
}
