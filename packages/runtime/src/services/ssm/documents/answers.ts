import { hash } from 'node:crypto';
import type * as sdk from '@aws-sdk/client-ssm';
import { stringify } from 'yaml';
import { spelled } from './spelling.ts';
import type { CommandDocument, Format } from './content.ts';
import { readContent } from './content.ts';
import { commandIn, type DocumentVersion, type FoundDocument } from './kept.ts';

const tagList = (tags: Readonly<Record<string, string>>): sdk.Tag[] =>
  Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

export function descriptionAnswer(found: FoundDocument): sdk.DocumentDescription {
  const { document, version } = found;
  const command = commandIn(found);
  return {
    Hash: hash('sha256', version.content, 'hex'),
    HashType: 'Sha256',
    Name: document.name,
    DisplayName: version.displayName,
    VersionName: version.versionName,
    Owner: document.owner,
    CreatedDate: new Date(version.createdAt),
    Status: 'Active',
    DocumentVersion: String(version.version),
    Description: command?.description,
    Parameters: command && parameterAnswers(command),
    PlatformTypes: platformsOf(command),
    DocumentType: document.type as sdk.DocumentType,
    SchemaVersion: schemaOf(found),
    LatestVersion: String(document.latestVersion),
    DefaultVersion: String(document.defaultVersion),
    DocumentFormat: version.format,
    TargetType: document.targetType,
    Tags: tagList(document.tags),
  };
}

export const identifierAnswer = (found: FoundDocument): sdk.DocumentIdentifier => ({
  Name: found.document.name,
  CreatedDate: new Date(found.version.createdAt),
  DisplayName: found.version.displayName,
  Owner: found.document.owner,
  VersionName: found.version.versionName,
  PlatformTypes: platformsOf(commandIn(found)),
  DocumentVersion: String(found.version.version),
  DocumentType: found.document.type as sdk.DocumentType,
  SchemaVersion: schemaOf(found),
  DocumentFormat: found.version.format,
  TargetType: found.document.targetType,
  Tags: tagList(found.document.tags),
});

export function schemaOf({ version }: FoundDocument): string | undefined {
  if (version.format === 'TEXT') return undefined;
  const { schemaVersion } = readContent(version.content, version.format);
  return schemaVersion === undefined ? undefined : spelled(schemaVersion);
}

function parameterAnswers({ parameters }: CommandDocument): sdk.DocumentParameter[] {
  return Object.entries(parameters).map(([Name, declared]) => ({
    Name,
    Type: declared.type === 'StringList' ? 'StringList' : 'String',
    Description: declared.description,
    DefaultValue: typeof declared.default === 'string' ? declared.default : JSON.stringify(declared.default),
  }));
}

/** AWS: a document is for the platforms that one of its plugins is for. */
export function platformsOf(command: CommandDocument | undefined): sdk.PlatformType[] {
  const actions = new Set(command?.steps.map(({ action }) => action));
  const unix: readonly sdk.PlatformType[] = ['Linux', 'MacOS'];
  if (actions.size === 1 && actions.has('aws:runShellScript')) return [...unix];
  return actions.size === 1 && actions.has('aws:runPowerShellScript') && command?.schemaVersion === '1.2'
    ? ['Windows']
    : ['Windows', ...unix];
}

/** The content in a format, as it was given where it was given so. */
export function contentAs({ content, format }: DocumentVersion, wanted: Format | 'TEXT'): string {
  if (format === 'TEXT' || wanted === 'TEXT' || format === wanted) return content;
  const fields = readContent(content, format);
  return wanted === 'JSON' ? JSON.stringify(fields) : stringify(fields);
}
