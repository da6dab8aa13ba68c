import type { ServerResponse } from 'node:http';
import type { AwsError } from '../../base/aws-error.ts';

/** An error of the distribution API: its code, its HTTP status. */
export interface Failure {
  readonly status: number;
  readonly code: string;
  readonly message: string;
}

/** How ECR's exceptions are told there. AWS: unverified but for names that are unknown and tags that may not move. */
const told: Readonly<Record<string, readonly [status: number, code: string]>> = {
  RepositoryNotFoundException: [404, 'NAME_UNKNOWN'],
  ImageNotFoundException: [404, 'MANIFEST_UNKNOWN'],
  LayersNotFoundException: [404, 'MANIFEST_BLOB_UNKNOWN'],
  ReferencedImagesNotFoundException: [404, 'MANIFEST_BLOB_UNKNOWN'],
  UploadNotFoundException: [404, 'BLOB_UPLOAD_UNKNOWN'],
  InvalidLayerException: [400, 'DIGEST_INVALID'],
  ImageDigestDoesNotMatchException: [400, 'DIGEST_INVALID'],
  InvalidLayerPartException: [416, 'BLOB_UPLOAD_INVALID'],
  EmptyUploadException: [400, 'BLOB_UPLOAD_INVALID'],
  ImageTagAlreadyExistsException: [400, 'TAG_INVALID'],
  InvalidParameterException: [400, 'MANIFEST_INVALID'],
  AccessDeniedException: [403, 'DENIED'],
};

export function failureOf(error: AwsError): Failure {
  const [status, code] = told[error.name] ?? [error.status, 'UNSUPPORTED'];
  return { status, code, message: error.message };
}

export function refuse(response: ServerResponse, { status, code, message }: Failure): void {
  const body = JSON.stringify({ errors: [{ code, message }] });
  response.writeHead(status, {
    'content-type': 'application/json; charset=utf-8',
    'docker-distribution-api-version': 'registry/2.0',
    'content-length': Buffer.byteLength(body),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

export const unknown = (code: string, message: string): Failure => ({ status: 404, code, message });
export const invalid = (code: string, message: string): Failure => ({ status: 400, code, message });
