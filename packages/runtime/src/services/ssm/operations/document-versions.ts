import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Handler } from '../../../dispatch/service.ts';
import { descriptionAnswer, schemaOf } from '../documents/answers.ts';
import {
  duplicateContent,
  duplicateVersionName,
  invalidSchemaVersion,
  noSuchVersion,
  tooManyVersions,
} from '../documents/errors.ts';
import {
  documents,
  documentVersions,
  findDocument,
  numberOf,
  ownDocument,
  type DocumentVersion,
} from '../documents/kept.ts';
import { invalidNextToken, validation } from '../errors.ts';
import { checkContent } from './documents.ts';

/** AWS: "You can maintain up to 1000 versions" of a document. */
const versionsMax = 1000;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_UpdateDocument.html */
export const updateDocument: Handler<
  Given<sdk.UpdateDocumentCommandInput>,
  Answered<sdk.UpdateDocumentCommandOutput>
> = (input, call) => {
  const { Name, Content, VersionName } = input;
  const before = ownDocument(call, Name);
  if (input.Attachments?.length) validation('Attachments of documents are not served by Penstock.');
  const all = documentVersions.list(call, Name);
  const last = all.at(-1)!;
  // AWS: "supports updating only the latest version".
  if (input.DocumentVersion !== undefined && numberOf(before, input.DocumentVersion) !== before.latestVersion)
    noSuchVersion();
  const format = input.DocumentFormat ?? 'JSON';
  checkContent(Content, before.type, format);
  if (all.some(({ content }) => content === Content)) duplicateContent();
  if (VersionName !== undefined && all.some(({ versionName }) => versionName === VersionName))
    duplicateVersionName();
  if (all.length >= versionsMax) tooManyVersions();
  const version: DocumentVersion = {
    name: Name,
    version: before.latestVersion + 1,
    versionName: VersionName,
    displayName: input.DisplayName ?? last.displayName,
    content: Content,
    format,
    createdAt: call.now,
  };
  const document = {
    ...before,
    latestVersion: version.version,
    targetType: input.TargetType ?? before.targetType,
  };
  documentVersions.put(call, version);
  documents.put(call.tx, call, Name, document);
  return { DocumentDescription: descriptionAnswer({ document, version }) };
};

/** AWS: documents of schema 1.2 keep their default version. */
export const updateDocumentDefaultVersion: Handler<
  Given<sdk.UpdateDocumentDefaultVersionCommandInput>,
  Answered<sdk.UpdateDocumentDefaultVersionCommandOutput>
> = ({ Name, DocumentVersion }, call) => {
  const document = ownDocument(call, Name);
  const found = findDocument(call, Name, { DocumentVersion });
  const schema = schemaOf(found) ?? '';
  if (document.type === 'Command' && schema.startsWith('1.')) invalidSchemaVersion(schema, document.type);
  documents.put(call.tx, call, Name, { ...document, defaultVersion: found.version.version });
  const { versionName } = found.version;
  return {
    Description: {
      Name,
      DefaultVersion: DocumentVersion,
      ...(versionName !== undefined && { DefaultVersionName: versionName }),
    },
  };
};

/** Newest first. */
export const listDocumentVersions: Handler<
  Given<sdk.ListDocumentVersionsCommandInput>,
  Answered<sdk.ListDocumentVersionsCommandOutput>
> = ({ Name, MaxResults = 50, NextToken }, call) => {
  const { document, version: theDefault } = findDocument(call, Name);
  const isOwn = document.owner === call.account;
  const all = isOwn ? documentVersions.list(call, document.name).reverse() : [theDefault];
  const { items, next } = pageOf(all, ({ version }) => String(version), {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  const DocumentVersions = items.map((each) => ({
    Name: document.name,
    DisplayName: each.displayName,
    DocumentVersion: String(each.version),
    VersionName: each.versionName,
    CreatedDate: new Date(each.createdAt),
    IsDefaultVersion: each.version === document.defaultVersion,
    DocumentFormat: each.format,
    Status: 'Active' as const,
  }));
  return { DocumentVersions, NextToken: next };
};
