import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { AwsError } from '../base/aws-error.ts';
import type { Door } from '../dispatch/door.ts';
import type { Caller } from '../dispatch/service.ts';
import { credentialsOf, requireFresh } from './caller.ts';
import { HeaderList } from './header-list.ts';
import { Incoming } from './incoming.ts';
import { Refusal } from './refusal.ts';
import { refusedCall } from './refused-call.ts';
import { requireSameHash, statedPayloadHash } from './signed-body.ts';
import { isSigned, readAuthorization } from './sigv4/authorization.ts';
import { verifySignature } from './sigv4/signature.ts';

export interface SignerParts {
  readonly door: Pick<Door, 'credentials'>;
  /** The signing name of the service that the request has to be signed for. */
  readonly service: string;
  /** Wall time, for signatures. */
  readonly now: number;
  /** House time, for the expiry of credentials. */
  readonly houseNow: number;
}

/**
 * Who has signed a request that asks for no operation, as one to a function's URL; undefined where nobody says so.
 * A signature that is not good is AWS's error.
 */
export function signerOf(parts: SignerParts, request: IncomingMessage, body: Buffer): Caller | undefined {
  const { method = '', url = '', rawHeaders } = request;
  const incoming = new Incoming('', method, url, HeaderList.of(rawHeaders));
  if (!isSigned(incoming)) return undefined;
  try {
    const authorization = readAuthorization(incoming);
    const { service, region } = authorization.scope;
    if (service !== parts.service)
      throw new AwsError(
        'InvalidSignatureException',
        `Credential should be scoped to correct service: '${parts.service}'.`,
      );
    const { secrets, caller } = credentialsOf(parts.door, authorization, parts.houseNow);
    requireFresh(authorization, 'rest-json', parts.now);
    const stated = statedPayloadHash(incoming, authorization.place, false);
    const payloadHash = stated?.text ?? hash('sha256', body, 'hex');
    verifySignature({ request: incoming, authorization, payloadHash, objectPath: false, secrets });
    if (stated) requireSameHash(stated, body);
    return { ...caller, region };
  } catch (error) {
    if (error instanceof Refusal) throw refusedCall('rest-json', error);
    throw error;
  }
}
