import { arnOf, parseArn } from '../../../base/arn.ts';
import { own } from '../../../base/own.ts';
import type { Scope } from '../../../base/scope.ts';
import type { Call } from '../../../dispatch/service.ts';
import { collection } from '../../../store/collection.ts';
import { amazonDocuments, contentOf } from './amazon.ts';
import { commandDocument, readContent, type CommandDocument, type Format } from './content.ts';
import { noSuchDocument, noSuchVersion } from './errors.ts';

/** A document: what is of no version. */
export interface DocumentRecord {
  readonly name: string;
  readonly owner: string;
  readonly type: string;
  readonly targetType?: string | undefined;
  readonly defaultVersion: number;
  readonly latestVersion: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Accounts that may use it, or `all`. */
  readonly sharedWith: readonly string[];
  /** AWS: SharedDocumentVersion: `$DEFAULT`, `$LATEST` or `$ALL`. */
  readonly sharedVersion: string;
}

export interface DocumentVersion {
  readonly name: string;
  readonly version: number;
  readonly versionName?: string | undefined;
  readonly displayName?: string | undefined;
  readonly content: string;
  readonly format: Format | 'TEXT';
  readonly createdAt: number;
}

export interface FoundDocument {
  readonly document: DocumentRecord;
  readonly version: DocumentVersion;
}

export const documents = collection<DocumentRecord>('ssm.documents');

export const documentVersions = {
  collection: collection<DocumentVersion>('ssm.document-versions'),
  key: (name: string, version: number): string => `${name}|${String(version).padStart(6, '0')}`,

  /** Oldest first. */
  list: (call: Call, name: string, scope: Scope = call): DocumentVersion[] =>
    documentVersions.collection.list(call.tx, scope, { prefix: `${name}|` }),
  put: (call: Call, version: DocumentVersion): void =>
    documentVersions.collection.put(
      call.tx,
      call,
      documentVersions.key(version.name, version.version),
      version,
    ),
  delete: (call: Call, { name, version }: DocumentVersion): void =>
    documentVersions.collection.delete(call.tx, call, documentVersions.key(name, version)),
};

export const documentArn = (scope: Scope, { name, owner }: Pick<DocumentRecord, 'name' | 'owner'>): string =>
  arnOf('ssm', { ...scope, account: owner === 'Amazon' ? '' : owner }, `document/${name}`);

/** One's own document, by its name. */
export const ownDocument = (call: Call, name: string): DocumentRecord =>
  documents.get(call.tx, call, name) ?? noSuchDocument(name);

interface Wanted {
  readonly DocumentVersion?: string | undefined;
  readonly VersionName?: string | undefined;
}

/** The document that a name or an ARN means to this caller, in the version that is wanted. */
export function findDocument(call: Call, text: string, wanted: Wanted = {}): FoundDocument {
  const { name, scope } = placeOf(call, text);
  const amazons = amazonDocument(name);
  if (amazons) return assertWanted(amazons, [amazons.version], wanted);
  const document = documents.get(call.tx, scope, name);
  if (!document || !isLetIn(call, document)) return noSuchDocument(text);
  const all = documentVersions.list(call, name, scope);
  const versions = document.owner === call.account ? all : all.filter((each) => isShared(document, each));
  const version = versions.find(({ version }) => version === document.defaultVersion) ?? versions.at(-1)!;
  return assertWanted({ document, version }, versions, wanted);
}

const isShared = (document: DocumentRecord, { version }: DocumentVersion): boolean =>
  document.sharedVersion === '$ALL' || version === numberOf(document, document.sharedVersion);

function assertWanted(
  { document, version }: FoundDocument,
  all: readonly DocumentVersion[],
  { DocumentVersion, VersionName }: Wanted,
): FoundDocument {
  const isWanted = (each: DocumentVersion) =>
    (VersionName === undefined || each.versionName === VersionName) &&
    (DocumentVersion === undefined || each.version === numberOf(document, DocumentVersion));
  if (VersionName === undefined && DocumentVersion === undefined) return { document, version };
  return { document, version: all.find(isWanted) ?? noSuchVersion() };
}

export function numberOf({ defaultVersion, latestVersion }: DocumentRecord, text: string): number {
  if (text === '$DEFAULT') return defaultVersion;
  return text === '$LATEST' ? latestVersion : Number(text);
}

const isLetIn = ({ account }: Call, { owner, sharedWith }: DocumentRecord): boolean =>
  owner === account || sharedWith.includes(account) || sharedWith.includes('all');

function placeOf(call: Call, text: string): { readonly name: string; readonly scope: Scope } {
  const arn = parseArn(text);
  if (arn?.service !== 'ssm' || !arn.resource.startsWith('document/')) return { name: text, scope: call };
  const account = arn.account === '' ? call.account : arn.account;
  return { name: arn.resource.slice('document/'.length), scope: { account, region: arn.region } };
}

/** AWS: unverified: when its own documents were made, and that they have one version. */
const amazonsSince = Date.UTC(2026, 0, 1);

function amazonDocument(name: string): FoundDocument | undefined {
  const content = own(amazonDocuments, name);
  if (!content) return undefined;
  const document: DocumentRecord = {
    name,
    owner: 'Amazon',
    type: 'Command',
    defaultVersion: 1,
    latestVersion: 1,
    tags: {},
    sharedWith: [],
    sharedVersion: '$DEFAULT',
  };
  const version = { name, version: 1, content: contentOf(content), format: 'JSON' as const };
  return { document, version: { ...version, createdAt: amazonsSince } };
}

export const allAmazonDocuments = (): FoundDocument[] =>
  Object.keys(amazonDocuments).flatMap((name) => amazonDocument(name) ?? []);

/** What a document is to Run Command; undefined of other types. */
export function commandIn({ document, version }: FoundDocument): CommandDocument | undefined {
  if (document.type !== 'Command' || version.format === 'TEXT') return undefined;
  return commandDocument(readContent(version.content, version.format));
}
