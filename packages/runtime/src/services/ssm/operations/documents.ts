import type * as sdk from '@aws-sdk/client-ssm';
import type { Answered, Given } from '../../../base/given.ts';
import { pageOf } from '../../../base/pagination.ts';
import type { Call, Handler } from '../../../dispatch/service.ts';
import { associatedNodes } from '../associations/errors.ts';
import { associations } from '../associations/kept.ts';
import { contentAs, descriptionAnswer, identifierAnswer } from '../documents/answers.ts';
import { commandDocument, readContent } from '../documents/content.ts';
import {
  documentExists,
  invalidDocumentOperation,
  noSuchVersion,
  tooManyDocuments,
} from '../documents/errors.ts';
import { documentFilter } from '../documents/filters.ts';
import {
  allAmazonDocuments,
  documents,
  documentVersions,
  findDocument,
  numberOf,
  ownDocument,
  type DocumentRecord,
  type DocumentVersion,
} from '../documents/kept.ts';
import { invalidNextToken, validation } from '../errors.ts';
import { checkTags } from './tags.ts';

/** AWS: "You can have at most 500 active SSM documents". */
const documentsMax = 500;

/** AWS: CreateDocument, "You can't use the following strings as document name prefixes". */
const reserved = /^(aws|amazon|amzn)/i;

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_CreateDocument.html */
export const createDocument: Handler<
  Given<sdk.CreateDocumentCommandInput>,
  Answered<sdk.CreateDocumentCommandOutput>
> = (input, call) => {
  const { Name, DocumentType = 'Command', DocumentFormat = 'JSON', Content } = input;
  if (reserved.test(Name)) validation(`The document name is reserved: ${Name}.`);
  if (input.Attachments?.length) validation('Attachments of documents are not served by Penstock.');
  if (input.Requires?.length) validation('Documents that require others are not served by Penstock.');
  if (documents.get(call.tx, call, Name)) documentExists(Name);
  if (documents.list(call.tx, call).length >= documentsMax) tooManyDocuments();
  checkContent(Content, DocumentType, DocumentFormat);
  const document: DocumentRecord = {
    name: Name,
    owner: call.account,
    type: DocumentType,
    targetType: input.TargetType,
    defaultVersion: 1,
    latestVersion: 1,
    tags: checkTags({}, input.Tags),
    sharedWith: [],
    sharedVersion: '$DEFAULT',
  };
  const version: DocumentVersion = {
    name: Name,
    version: 1,
    versionName: input.VersionName,
    displayName: input.DisplayName,
    content: Content,
    format: DocumentFormat,
    createdAt: call.now,
  };
  documents.put(call.tx, call, Name, document);
  documentVersions.put(call, version);
  return { DocumentDescription: descriptionAnswer({ document, version }) };
};

/** What Run Command is to run must be a document that it can; what else there is must be well-formed. */
export function checkContent(content: string, type: string, format: DocumentVersion['format']): void {
  if (format === 'TEXT') {
    if (type === 'Command') validation('A document of type Command is JSON or YAML.');
    return;
  }
  const fields = readContent(content, format);
  if (type === 'Command') commandDocument(fields);
}

export const describeDocument: Handler<
  Given<sdk.DescribeDocumentCommandInput>,
  Answered<sdk.DescribeDocumentCommandOutput>
> = (input, call) => ({ Document: descriptionAnswer(findDocument(call, input.Name, input)) });

/** AWS: "JSON is the default format". */
export const getDocument: Handler<
  Given<sdk.GetDocumentCommandInput>,
  Answered<sdk.GetDocumentCommandOutput>
> = (input, call) => {
  const { document, version } = findDocument(call, input.Name, input);
  const format = version.format === 'TEXT' ? 'TEXT' : (input.DocumentFormat ?? 'JSON');
  return {
    Name: document.name,
    CreatedDate: new Date(version.createdAt),
    DisplayName: version.displayName,
    VersionName: version.versionName,
    DocumentVersion: String(version.version),
    Status: 'Active',
    Content: contentAs(version, format),
    DocumentType: document.type as sdk.DocumentType,
    DocumentFormat: format,
  };
};

/** AWS: unverified: how many there are on a page, unless it is said. */
const pageMax = 50;

export const listDocuments: Handler<
  Given<sdk.ListDocumentsCommandInput>,
  Answered<sdk.ListDocumentsCommandOutput>
> = ({ Filters = [], DocumentFilterList = [], MaxResults = pageMax, NextToken }, call) => {
  const older = DocumentFilterList.map(({ key, value }) => ({ Key: key as string, Values: [value] }));
  const filters = [...Filters, ...older].map(documentFilter);
  const its = documents.list(call.tx, call).map(({ name }) => findDocument(call, name));
  const wanted = [...allAmazonDocuments(), ...its].filter((found) => filters.every((lets) => lets(found)));
  const { items, next } = pageOf(wanted, ({ document }) => document.name, {
    token: NextToken,
    limit: MaxResults,
    invalid: invalidNextToken,
  });
  return { DocumentIdentifiers: items.map(identifierAnswer), NextToken: next };
};

/** The whole document, or one version of it that is not its default. */
export const deleteDocument: Handler<Given<sdk.DeleteDocumentCommandInput>, object> = (input, call) => {
  const { Name, DocumentVersion, VersionName } = input;
  const document = ownDocument(call, Name);
  const all = documentVersions.list(call, Name);
  if (DocumentVersion !== undefined || VersionName !== undefined) {
    const isMeant = ({ version, versionName }: DocumentVersion): boolean =>
      (DocumentVersion === undefined || version === numberOf(document, DocumentVersion)) &&
      (VersionName === undefined || versionName === VersionName);
    deleteVersion(call, document, all.find(isMeant) ?? noSuchVersion());
    return {};
  }
  if (associations.list(call.tx, call).some(({ settings }) => settings.name === Name)) associatedNodes(Name);
  if (document.sharedWith.length > 0)
    invalidDocumentOperation('The document is shared: stop sharing it before you delete it.');
  for (const version of all) documentVersions.delete(call, version);
  documents.delete(call.tx, call, Name);
  return {};
};

function deleteVersion(call: Call, document: DocumentRecord, version: DocumentVersion): void {
  if (version.version === document.defaultVersion)
    invalidDocumentOperation("Default version of the document can't be deleted.");
  documentVersions.delete(call, version);
}
