import { hash } from 'node:crypto';
import type { Socket } from 'node:net';
import type { AwsError } from '../base/aws-error.ts';
import type { BlobRef } from '../base/blob.ts';
import type { CallRequest, Door } from '../dispatch/door.ts';
import type { LazyService } from '../dispatch/lazy-service.ts';
import { anonymous, type Caller } from '../dispatch/service.ts';
import type { Answer } from './answer.ts';
import { CrossOrigin } from './buckets/cross-origin.ts';
import { isForm, readForm } from './buckets/form.ts';
import { formAuthorization, requireConditions, verifyForm } from './buckets/form-policy.ts';
import { formAnswer, uploadOf } from './buckets/form-upload.ts';
import { hoistedHeaders } from './buckets/hoisted.ts';
import { readOldAuthorization, verifyOldSignature } from './buckets/old-signature.ts';
import { credentialsOf, protocolElsewhere, protocolOf, requireFresh } from './caller.ts';
import { invalidInput } from './constraints/invalid-input.ts';
import { violationsOf } from './constraints/violation.ts';
import type { Body, Incoming, Selected } from './incoming.ts';
import { awsQuery, statedAction } from './protocols/aws-query.ts';
import { bucketAddress, hostWithoutBucket } from './protocols/bucket-address.ts';
import { bindingsOf, labelText } from './protocols/http-bindings.ts';
import type { Protocol } from './protocols/protocol.ts';
import { protocols } from './protocols/protocols.ts';
import { Refusal } from './refusal.ts';
import { failureTold } from './failure-told.ts';
import { streamedBody, wholeBody, type Arrival, type BodyLimits, type UnreadBody } from './request-body.ts';
import { IdleWatch } from './idle-watch.ts';
import type { ServiceModel } from './schema/service-model.ts';
import type { ServiceModels } from './schema/service-models.ts';
import {
  checkedBytes,
  decompressed,
  meantBuffer,
  meantBytes,
  once,
  requireSameHash,
  statedPayloadHash,
  type PayloadHash,
  type SignedBody,
} from './signed-body.ts';
import { isSigned, readAuthorization, type Authorization } from './sigv4/authorization.ts';
import { verifySignature, type Verified } from './sigv4/signature.ts';

export interface ExchangeParts {
  readonly door: Door;
  readonly models: ServiceModels;
  /** Wall time, for signatures. */
  readonly now: () => number;
  /** House time, for the expiry of credentials. */
  readonly houseNow: () => number;
  readonly limits: BodyLimits;
  readonly log: (message: string) => void;
}

/** What has been found out about a request: in which words to answer. */
interface Talk {
  readonly incoming: Incoming;
  readonly onGone: NonNullable<CallRequest['onGone']>;
  protocol: Protocol;
  model: ServiceModel | undefined;
}

/** A call whose bytes have been read, and were signed rightly. */
interface Received {
  readonly model: ServiceModel;
  readonly selected: Selected;
  readonly body: Body;
}

/** Bytes that are read for who has not said who they are. */
const strangersBytesMax = 65_536;

/** Everything between the bytes of a request and the answer's: the one road of a call from outside. */
export class Exchange {
  readonly #parts: ExchangeParts;
  /** By their signing names. */
  readonly #services: ReadonlyMap<string, LazyService>;
  /** Those that share the signing name of one of them. */
  readonly #addressed: readonly LazyService[];
  /** Signing names of the services that have an operation which needs no signature. */
  readonly #unsigned: ReadonlyMap<string, readonly string[]>;
  readonly #watch: IdleWatch;
  readonly #crossOrigin: CrossOrigin | undefined;
  /** Signing name of the service that is addressed by buckets. */
  readonly #buckets: string | undefined;

  constructor(parts: ExchangeParts) {
    this.#parts = parts;
    this.#watch = new IdleWatch(parts.limits.idleMs);
    const { services } = parts.door;
    const byName = services.filter(({ listing }) => !listing.addressed);
    this.#services = new Map(byName.map((service) => [service.signingName, service]));
    this.#addressed = services.filter(({ listing }) => listing.addressed);
    this.#unsigned = unsignedOperations(services);
    const buckets = services.find(({ listing }) => listing.crossOrigin !== undefined);
    if (buckets) this.#crossOrigin = new CrossOrigin(parts.door, buckets);
    this.#buckets = buckets?.signingName;
  }

  /** Always answers: with the output, with AWS's error, or, where it is our fault, with its internal failure. */
  async answer(incoming: Incoming, arrival: Arrival): Promise<Answer> {
    // Who hangs up says his last first. Whether he still listens, nobody can know until he is answered: he is taken to
    // be gone, as by Node.
    const onGone = (listener: () => void) => {
      arrival.socket.once('end', listener).once('close', listener);
      return () => void arrival.socket.off('end', listener).off('close', listener);
    };
    const protocol = protocols[protocolOf(incoming, undefined)];
    const talk: Talk = { incoming, onGone, protocol, model: undefined };
    const isPreflight = incoming.method === 'OPTIONS' && this.#crossOrigin !== undefined;
    try {
      if (isPreflight) return await this.#crossOrigin!.preflight(incoming);
      const answer = await this.#call(talk, arrival);
      return this.#isForPage(incoming) ? await this.#forPages(incoming, answer) : answer;
    } catch (error) {
      const failed = talk.protocol.fail({ model: talk.model, incoming, error: this.#told(talk, error) });
      return !isPreflight && this.#isForPage(incoming) ? this.#forPages(incoming, failed) : failed;
    }
  }

  #isForPage(incoming: Incoming): boolean {
    return this.#crossOrigin !== undefined && incoming.headers.has('origin');
  }

  /** An answer, with what a browser wants to see before it gives it to a page of another origin. */
  async #forPages(incoming: Incoming, answer: Answer): Promise<Answer> {
    return { ...answer, headers: { ...answer.headers, ...(await this.#crossOrigin!.headers(incoming)) } };
  }

  close(): void {
    this.#watch.close();
  }

  #told({ incoming, protocol }: Talk, error: unknown): AwsError {
    return failureTold(protocol.name, error, (why) =>
      this.#parts.log(`request ${incoming.id} ${incoming.method} ${incoming.path} failed: ${why}`),
    );
  }

  async #call(talk: Talk, arrival: Arrival): Promise<Answer> {
    const { incoming } = talk;
    if (!isSigned(incoming)) return this.#callUnsigned(talk, arrival);
    const { door, now, houseNow } = this.#parts;
    const authorization = readAuthorization(incoming);
    const { service } = authorization.scope;
    const model = await this.#modelOf(service, incoming);
    talk.model = model;
    const wantsXml = door.xmlElsewhere?.has(service) ?? false;
    talk.protocol = protocols[model ? protocolOf(incoming, model) : protocolElsewhere(incoming, wantsXml)];
    const { protocol } = talk;
    const { secrets, caller } = credentialsOf(door, authorization, houseNow());
    requireFresh(authorization, protocol.name, now());
    const { bytesMax } = this.#parts.limits;
    const unread = { body: arrival.body, headers: incoming.headers, watch: this.#watch, bytesMax };
    const receiving = this.#receive(talk, unread, authorization, secrets);
    const received = receiving instanceof Promise ? await receiving : receiving;
    if (authorization.place === 'query' && model?.bucketAddressed) hoistedHeaders(incoming);
    const { region } = authorization.scope;
    return await this.#answered(talk, received, { ...caller, region, ...wayOf(arrival.socket) });
  }

  /** The few calls that anybody may make; they are queries, and only their action says which service is meant. */
  async #callUnsigned(talk: Talk, arrival: Arrival): Promise<Answer> {
    const { incoming } = talk;
    if (talk.protocol !== awsQuery && this.#buckets !== undefined)
      return this.#callBucket(talk, arrival, this.#buckets);
    if (talk.protocol !== awsQuery || this.#unsigned.size === 0) throw unauthenticated();
    const bytesMax = Math.min(this.#parts.limits.bytesMax, strangersBytesMax);
    const { headers } = incoming;
    const body = await wholeBody({ body: arrival.body, headers, watch: this.#watch, bytesMax });
    const { action = '', version } = statedAction(incoming, body);
    const models = await Promise.all((this.#unsigned.get(action) ?? []).map((name) => this.#modelOf(name)));
    const model = models.find((each) => version === undefined || each?.apiVersion === version);
    if (!model) throw unauthenticated();
    talk.model = model;
    talk.protocol = protocols[protocolOf(incoming, model)];
    const selected = talk.protocol.select(model, incoming, body);
    return this.#answered(talk, { model, selected, body }, { ...anonymous, ...wayOf(arrival.socket) });
  }

  /** What is not signed as all of AWS is: a form, a URL of S3's old kind, or what strangers may read. */
  async #callBucket(talk: Talk, arrival: Arrival, name: string): Promise<Answer> {
    const { incoming } = talk;
    const { door, now, houseNow, limits } = this.#parts;
    const model = (await this.#modelOf(name))!;
    talk.model = model;
    talk.protocol = protocols[model.protocol];
    const unread = {
      body: arrival.body,
      headers: incoming.headers,
      watch: this.#watch,
      bytesMax: limits.bytesMax,
    };
    if (isForm(incoming)) return this.#postForm(talk, model, await wholeBody(unread), arrival.socket);
    const old = readOldAuthorization(incoming);
    const found = old && credentialsOf(door, old, houseNow());
    if (old && found) {
      verifyOldSignature(incoming, old, bucketAddress(incoming), { secrets: found.secrets, now: now() });
      hoistedHeaders(incoming);
    }
    const selected = refusable(() => talk.protocol.select(model, incoming, noBytes));
    const isOpen =
      !(selected instanceof Refusal) && this.#unsigned.get(selected.operation.name)?.includes(name);
    if (!old && !isOpen) throw unauthenticated();
    if (selected instanceof Refusal) throw selected;
    const body = streams(selected)
      ? await door.blobs.write(checkedBytes(streamedBody(unread), incoming, selected.operation.summed))
      : await wholeBody(unread);
    const caller = found ? { ...found.caller, ...regionless } : anonymous;
    return this.#answered(talk, { model, selected, body }, { ...caller, ...wayOf(arrival.socket) });
  }

  /** A web page's form, signed by its policy. */
  async #postForm(talk: Talk, model: ServiceModel, body: Buffer, socket: Socket): Promise<Answer> {
    const { incoming } = talk;
    const { door, now, houseNow } = this.#parts;
    const form = readForm(incoming, body);
    const authorization = formAuthorization(form);
    const { secrets, caller } = credentialsOf(door, authorization, houseNow());
    verifyForm(authorization, secrets);
    const bucket = labelText(bucketAddress(incoming).bucket ?? '');
    requireConditions(form, bucket, authorization.policy, now());
    const { put, selected, key } = uploadOf(model, incoming, bucket, form);
    const blob = await door.blobs.write(checkedBytes(once(form.file), put, selected.operation.summed));
    const { scope } = authorization;
    const place = scope ? { region: scope.region } : regionless;
    const received = { model, selected, body: blob };
    const who = { ...caller, ...place, ...wayOf(socket) };
    const answer = await this.#answered({ ...talk, incoming: put }, received, who);
    return formAnswer(answer, form, { bucket, key });
  }

  #answered(
    { incoming, onGone, protocol }: Talk,
    { model, selected, body }: Received,
    caller: Caller,
  ): Promise<Answer> {
    const { operation } = selected;
    if (!operation.served) throw notServed(model.service.name, operation.name);
    const input = protocol.read({ model, incoming, selected, body });
    const violations = violationsOf(operation.input, input);
    if (violations.length > 0) throw invalidInput(protocol.name, operation, violations);
    const asked = {
      service: model.service,
      operation: operation.name,
      input,
      caller,
      requestId: incoming.id,
      endpoint: `http://${hostWithoutBucket(incoming.headers.get('host') ?? '')}`,
      onGone,
    };
    return this.#parts.door
      .call(asked)
      .then((output: unknown) => protocol.write({ model, incoming, operation, output }));
  }

  /**
   * Reads the body and judges the signature; what is not signed rightly goes no further. At once where the body has
   * come with the head, as most have: a promise costs more than it looks.
   */
  #receive(
    talk: Talk,
    unread: UnreadBody,
    authorization: Authorization,
    secrets: readonly string[],
  ): Received | Promise<Received> {
    const { incoming, protocol, model } = talk;
    // Whoever signs as the service of buckets does, signs paths as they are.
    const signsAsBuckets = authorization.scope.service === this.#buckets;
    const objectPath = model?.bucketAddressed === true || signsAsBuckets;
    const stated = statedPayloadHash(incoming, authorization.place, objectPath);
    const verify = (payloadHash: string): Verified =>
      verifySignature({ request: incoming, authorization, payloadHash, objectPath, secrets });
    const head =
      model && protocol.selectsByHead
        ? refusable(() => protocol.select(model, incoming, noBytes))
        : undefined;
    if (model && stated && head && !(head instanceof Refusal) && streams(head)) {
      const verified = verify(stated.text);
      const { summed } = head.operation;
      const signed = { incoming, authorization, verified, payloadHash: stated, checksummed: true, summed };
      return this.#receiveStream(model, head, unread, signed);
    }
    const announced = { talk, authorization, stated, head, verify };
    const { bytesMax } = unread;
    const arrived = wholeBody(unread);
    return arrived instanceof Promise
      ? arrived.then((raw) => judged(announced, raw, bytesMax))
      : judged(announced, arrived, bytesMax);
  }

  async #receiveStream(
    model: ServiceModel,
    selected: Selected,
    unread: UnreadBody,
    signed: SignedBody,
  ): Promise<Received> {
    const body: BlobRef = await this.#parts.door.blobs.write(meantBytes(streamedBody(unread), signed));
    requireSameHash(signed.payloadHash, body);
    return { model, body, selected };
  }

  /** Loads what is needed to speak for a service, when it is first spoken to. */
  #modelOf(signingName: string, incoming?: Incoming): Promise<ServiceModel> | undefined {
    const own = incoming && this.#addressed.find((each) => isAddressed(each, signingName, incoming));
    const service = own ?? this.#services.get(signingName);
    return service && this.#parts.models.of(service);
  }
}

/** What is known of a call before its body is. */
interface Announced {
  readonly talk: Talk;
  readonly authorization: Authorization;
  readonly stated: PayloadHash | undefined;
  readonly head: Selected | Refusal | undefined;
  readonly verify: (payloadHash: string) => Verified;
}

/** Judges the signature of a body that is in memory, and says what the call is. */
function judged(announced: Announced, raw: Buffer, bytesMax: number): Received | Promise<Received> {
  const { talk, authorization, stated, head, verify } = announced;
  const { incoming, protocol, model } = talk;
  incoming.bodyTaken = true;
  const payloadHash: PayloadHash = stated ?? { kind: 'unsigned', text: hash('sha256', raw, 'hex') };
  const verified = verify(payloadHash.text);
  requireSameHash(payloadHash, raw);
  if (!model) throw notServed(authorization.scope.service);
  if (head instanceof Refusal) throw head;
  const meant = (bytes: Buffer): Received | Promise<Received> => {
    const selected = head ?? protocol.select(model, incoming, bytes);
    const { checksummed } = selected.operation;
    if (payloadHash.kind !== 'chunked' && !checksummed) return { model, body: bytes, selected };
    const signed = { incoming, authorization, verified, payloadHash, checksummed };
    return meantBuffer(bytes, signed).then((body) => ({ model, body, selected }));
  };
  const packed = incoming.headers.has('content-encoding') && protocol.name !== 's3-rest-xml';
  return packed ? decompressed(raw, incoming, bytesMax).then(meant) : meant(raw);
}

function isAddressed({ listing, signingName }: LazyService, signed: string, incoming: Incoming): boolean {
  const { path, header } = listing.addressed!;
  return signingName === signed && incoming.path.startsWith(path) && incoming.headers.has(header);
}

const noBytes = Buffer.alloc(0);
const regionless = { region: 'us-east-1', regionless: true } as const;

type Way = Pick<Caller, 'sourceIp' | 'insecure'>;
const ways = new WeakMap<Socket, Way>();

/** Where a call came from: the same for all calls of a connection. */
function wayOf(socket: Socket): Way {
  let way = ways.get(socket);
  if (!way) ways.set(socket, (way = wayFrom(socket.remoteAddress ?? '')));
  return way;
}

/** What came over the loopback interface has crossed no network: `docs/decisions/0013`. */
function wayFrom(address: string): Way {
  const sourceIp = address.replace(/^::ffff:(?=\d)/, '');
  const isLoopback = sourceIp === '::1' || sourceIp.startsWith('127.');
  return { sourceIp, ...(!isLoopback && { insecure: true }) };
}

/** Keeps a refusal until the signature has been judged: who is nobody is told nothing. */
function refusable<T>(body: () => T): T | Refusal {
  try {
    return body();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function streams({ operation }: Selected): boolean {
  const { payload } = bindingsOf(operation.input);
  return payload?.shape.kind === 'blob' && payload.shape.streaming;
}

function unsignedOperations(services: readonly LazyService[]): ReadonlyMap<string, readonly string[]> {
  const names = new Map<string, string[]>();
  for (const { signingName, listing } of services)
    for (const operation of listing.unsigned ?? [])
      names.set(operation, [...(names.get(operation) ?? []), signingName]);
  return names;
}

function unauthenticated(): Refusal {
  return new Refusal('MissingAuthentication', 'Missing Authentication Token');
}

function notServed(service: string, operation?: string): Refusal {
  const what = operation === undefined ? `the service ${service}` : `${service}:${operation}`;
  return new Refusal('NotServed', `Penstock does not serve ${what}.`);
}
