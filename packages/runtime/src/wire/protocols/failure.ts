import { jsonText } from '../formats/json-text.ts';
import type { ErrorModel } from '../schema/operation-model.ts';
import type { Failure } from './protocol.ts';

/** An error, looked up in the service's schema. */
export interface Resolved {
  readonly model: ErrorModel | undefined;
  /** Name of the exception's shape. */
  readonly name: string;
  /** What query and XML answers call it. */
  readonly code: string;
  readonly status: number;
  readonly fault: 'client' | 'server';
  /** What the schema knows of its members, without the message. */
  readonly members: Readonly<Record<string, unknown>>;
}

export function resolve({ model, error }: Failure): Resolved {
  const known = model?.errors.get(error.name);
  const status = known?.status ?? error.status;
  return {
    model: known,
    name: known?.name ?? error.name,
    code: known?.code ?? error.name,
    status,
    fault: known?.fault ?? (status >= 500 ? 'server' : 'client'),
    members: error.members,
  };
}

const names = { jsonName: false };

/** The JSON of an error: what its protocol puts first, its message as the schema spells that, its modelled members. */
export function jsonError(failure: Failure, first: Readonly<Record<string, string>>): string {
  const { model, members } = resolve(failure);
  const texts = Object.entries(first).map(([name, text]) => `"${name}":${JSON.stringify(text)}`);
  const messageName = model?.shape.members.find(({ name }) => name.toLowerCase() === 'message')?.name;
  if (failure.error.message !== '' || messageName)
    texts.push(`"${messageName ?? 'message'}":${JSON.stringify(failure.error.message)}`);
  for (const { name, shape } of model?.shape.members ?? [])
    if (name !== messageName && members[name] !== undefined)
      texts.push(`"${name}":${jsonText(shape, members[name], names)}`);
  return `{${texts.join(',')}}`;
}

/** `x-amzn-query-error: Code;Sender`, for services that used to speak the query protocol. */
export function queryErrorHeader(failure: Failure): Readonly<Record<string, string>> {
  if (!failure.model?.queryCompatible) return {};
  const { code, fault } = resolve(failure);
  const old = Object.hasOwn(oldCodes, code) ? oldCodes[code] : code;
  return { 'x-amzn-query-error': `${old};${fault === 'client' ? 'Sender' : 'Receiver'}` };
}

/** Common errors, which query answers call otherwise. */
const oldCodes: Readonly<Record<string, string>> = {
  ValidationException: 'ValidationError',
  SerializationException: 'MalformedInput',
  UnknownOperationException: 'InvalidAction',
  UnsupportedOperationException: 'UnsupportedOperation',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  IncompleteSignatureException: 'IncompleteSignature',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  UnrecognizedClientException: 'InvalidClientTokenId',
  ExpiredTokenException: 'ExpiredToken',
  AccessDeniedException: 'AccessDenied',
  InvalidParameterValueException: 'InvalidParameterValue',
  MissingParameterException: 'MissingParameter',
};
