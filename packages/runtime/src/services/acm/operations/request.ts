import type * as sdk from '@aws-sdk/client-acm';
import { createPrivateKey, type KeyObject } from 'node:crypto';
import { certificateOf as signedCertificate } from '../../../base/certificate.ts';
import type { KeyGenerated, KeyPairSpec } from '../../../base/effects/key.ts';
import type { Answered, Given } from '../../../base/given.ts';
import { alphabets } from '../../../base/ids.ts';
import { flowId, type Call, type Handler, type WaitingHandler } from '../../../dispatch/service.ts';
import { invalidArgs, invalidParameter } from '../errors.ts';
import { factsOf } from '../facts.ts';
import type { Issued, IssueState } from '../flow/issue.ts';
import {
  authorities,
  certificateArn,
  certificateOf,
  certificates,
  house,
  putCertificate,
  type CertificateRecord,
} from '../records.ts';
import { tagsWith } from '../tags.ts';
import { tellUsers } from './import.ts';

const specs = {
  RSA_2048: 'RSA_2048',
  EC_prime256v1: 'ECC_NIST_P256',
  EC_secp384r1: 'ECC_NIST_P384',
} as const;
type KeyAlgorithm = keyof typeof specs;
const dayMs = 24 * 3600_000;
/** AWS: user guide, "Certificate characteristics": public certificates are valid for 198 days. */
const validDays = 198;
/** AWS: user guide, "Managed certificate renewal": begins 45 days before the end. */
const renewDays = 45;

type Input = Given<sdk.RequestCertificateCommandInput>;
type Output = Answered<sdk.RequestCertificateCommandOutput>;

/**
 * https://docs.aws.amazon.com/acm/latest/APIReference/API_RequestCertificate.html: the keys are made first, that of the
 * certificate and, where the house has none yet, that of its authority.
 */
export const requestCertificate: WaitingHandler<Input, Output> = {
  async waits(input, call) {
    const keyAlgorithm = keyAlgorithmOf(input);
    const hasAuthority = call.transaction(({ tx }) => authorities.get(tx, house, 'authority') !== undefined);
    const keyFor = async (spec: KeyPairSpec) =>
      keyIn(((await call.perform({ type: 'key.generate', spec })) as KeyGenerated).privateKey);
    const key = await keyFor(specs[keyAlgorithm]);
    const authorityKey = hasAuthority ? undefined : await keyFor('RSA_2048');
    return call.transaction((within) => {
      if (authorityKey) keepAuthority(within, authorityKey);
      return requested(within, input, { keyAlgorithm, key: pemOf(key) });
    });
  },
};

function requested(
  call: Call,
  input: Input,
  made: { readonly keyAlgorithm: KeyAlgorithm; readonly key: string },
): Output {
  const asked = [input.DomainName, ...(input.SubjectAlternativeNames ?? [])].map((name) =>
    name.toLowerCase(),
  );
  const names = [...new Set(asked)];
  const again = input.IdempotencyToken && askedBefore(call, input.IdempotencyToken, names);
  if (again) return { CertificateArn: again.arn };
  const validationMethod = input.ValidationMethod === 'EMAIL' ? 'EMAIL' : 'DNS';
  const record: CertificateRecord = {
    arn: certificateArn(call, call.ids.uuid()),
    type: 'AMAZON_ISSUED',
    domainName: asked[0]!,
    names,
    createdAt: call.now,
    inUseBy: [],
    tags: tagsWith({}, input.Tags),
    request: {
      ...made,
      validationMethod,
      idempotencyToken: input.IdempotencyToken,
      ...(validationMethod === 'DNS' && { token: call.ids.word(32, alphabets.hex) }),
    },
  };
  putCertificate(call, record);
  const { account, region } = call;
  const state: IssueState = { scope: { account, region }, arn: record.arn };
  call.flows.start('acm.issue', flowId('acm.issue', call, record.arn), state);
  return { CertificateArn: record.arn };
}

function keyAlgorithmOf(input: Input): KeyAlgorithm {
  if (input.CertificateAuthorityArn !== undefined)
    invalidArgs(`Certificate authority ${input.CertificateAuthorityArn} does not exist.`);
  if (input.Options?.Export === 'ENABLED') invalidParameter('Exportable certificates are not served here.');
  const keyAlgorithm = input.KeyAlgorithm ?? 'RSA_2048';
  if (!isIssued(keyAlgorithm))
    invalidParameter(`Key algorithm ${keyAlgorithm} is not supported for public certificates.`);
  return keyAlgorithm;
}

/** The house's own: signs what was asked for, or signs it again. Answers when that has to be done next. */
export const issue: Handler<{ readonly CertificateArn: string }, Issued> = ({ CertificateArn }, call) => {
  const record = certificateOf(call, CertificateArn);
  const authority = authorities.get(call.tx, house, 'authority')!;
  const { key } = record.request!;
  const words = {
    commonName: record.domainName,
    names: record.names,
    key: createPrivateKey(key),
    serial: call.ids.bytes(15),
    ...validity(call.now, validDays),
  };
  const by = { commonName: authorityName, key: createPrivateKey(authority.key) };
  const certificate = signedCertificate(words, by);
  const facts = factsOf(certificate, authority.certificate, key);
  const issued = {
    ...record,
    obtainedAt: call.now,
    material: { certificate, chain: authority.certificate, key, facts },
  };
  putCertificate(call, issued);
  tellUsers(call, issued);
  return { renewAt: facts.notAfter - renewDays * dayMs };
};

const authorityName = 'Penstock local authority';

/** The first that is made is kept. */
function keepAuthority(call: Call, key: KeyObject): void {
  if (authorities.get(call.tx, house, 'authority')) return;
  const serial = call.ids.bytes(15);
  const words = { commonName: authorityName, key, serial, ...validity(call.now, 3650), authority: true };
  const certificate = signedCertificate(words, { commonName: authorityName, key });
  authorities.put(call.tx, house, 'authority', { key: pemOf(key), certificate });
}

/** From a year back: the house's clock may run far ahead of that of whoever checks the dates. */
const validity = (now: number, days: number) => ({
  notBefore: now - 366 * dayMs,
  notAfter: now + days * dayMs,
});

const keyIn = (base64: string): KeyObject =>
  createPrivateKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'pkcs8' });
const pemOf = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }) as string;

const isIssued = (algorithm: string): algorithm is KeyAlgorithm => Object.hasOwn(specs, algorithm);

/** AWS: API_RequestCertificate: the same token within an hour is the same request. */
function askedBefore(call: Call, token: string, names: readonly string[]): CertificateRecord | undefined {
  return certificates
    .list(call.tx, call)
    .find(
      ({ request, createdAt, names: before }) =>
        request?.idempotencyToken === token &&
        createdAt > call.now - 3600_000 &&
        before.join() === names.join(),
    );
}
