// The exceptions of documents and of commands, in the words AWS uses. Nowhere else spells them.
import { AwsError } from '../../../base/aws-error.ts';

/** AWS: as SendCommand and DescribeDocument answer. */
export function noSuchDocument(name: string): never {
  throw new AwsError('InvalidDocument', `Document with name ${name} does not exist.`);
}

/** AWS: as Terraform's users report it. */
export function documentExists(name: string): never {
  throw new AwsError('DocumentAlreadyExists', `Document with same name ${name} already exists`);
}

/** AWS: API reference, UpdateDocument. */
export function duplicateContent(): never {
  throw new AwsError(
    'DuplicateDocumentContent',
    'The content of the association document matches another document. Change the content of the document and try ' +
      'again.',
  );
}

export function duplicateVersionName(): never {
  throw new AwsError(
    'DuplicateDocumentVersionName',
    'The version name has already been used in this document. Specify a different version name, and then try again.',
  );
}

export function noSuchVersion(): never {
  throw new AwsError('InvalidDocumentVersion', 'The document version is not valid or does not exist.');
}

/** AWS: "JSON not well-formed", "YAML not well-formed"; the sentences of other faults are unverified. */
export function invalidContent(sentence: string): never {
  throw new AwsError('InvalidDocumentContent', sentence);
}

// AWS: unverified sentences from here on, unless one says otherwise.
export function invalidSchemaVersion(version: string, type: string): never {
  throw new AwsError(
    'InvalidDocumentSchemaVersion',
    `Document schema version, ${version}, is not supported by specified document type: ${type}.`,
  );
}

export function documentTooLarge(): never {
  throw new AwsError('MaxDocumentSizeExceeded', 'The size limit of a document is 64 KB.');
}

export function tooManyDocuments(): never {
  throw new AwsError('DocumentLimitExceeded', 'You can have at most 500 active SSM documents.');
}

export function tooManyVersions(): never {
  throw new AwsError('DocumentVersionLimitExceeded', 'The document has too many versions.');
}

export function sharedTooOften(): never {
  throw new AwsError('DocumentPermissionLimit', 'The document cannot be shared with more accounts.');
}

export function invalidDocumentOperation(sentence: string): never {
  throw new AwsError('InvalidDocumentOperation', sentence);
}

export function invalidParameters(sentence: string): never {
  throw new AwsError('InvalidParameters', sentence);
}

/** AWS: as SendCommand answers. */
export function nodesNotValid(ids: readonly string[], account: string): never {
  throw new AwsError(
    'InvalidInstanceId',
    `Instances [[${ids.join(', ')}]] not in a valid state for account ${account}`,
  );
}

/** AWS: these come without a sentence. */
export function noSuchNode(): never {
  throw new AwsError('InvalidInstanceId', '');
}

export function duplicateNode(): never {
  throw new AwsError('DuplicateInstanceId', '');
}

export function noSuchCommand(): never {
  throw new AwsError('InvalidCommandId', '');
}

export function noSuchInvocation(): never {
  throw new AwsError('InvocationDoesNotExist', '');
}

export function noSuchPlugin(): never {
  throw new AwsError('InvalidPluginName', '');
}

export function noSuchBucket(): never {
  throw new AwsError('InvalidOutputFolder', '');
}

export function invalidRole(sentence: string): never {
  throw new AwsError('InvalidRole', sentence);
}

export function invalidNotification(sentence: string): never {
  throw new AwsError('InvalidNotificationConfig', sentence);
}

export function unsupportedPlatform(sentence: string): never {
  throw new AwsError('UnsupportedPlatformType', sentence);
}
