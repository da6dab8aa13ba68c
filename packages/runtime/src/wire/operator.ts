import type { IncomingMessage, ServerResponse } from 'node:http';

/** What an operator, or a test, may ask of the house itself, besides what AWS serves. */
export interface Operated {
  health(): object;
  /** Everything gone, as on the first day. */
  reset(): Promise<void>;
  clock(): ClockReading;
  /** Done when everything that fell due on the way has been decided. */
  setClock(change: ClockChange): Promise<void>;
  /** Flows that met a bug, and why. */
  parked(): readonly { readonly flow: string; readonly reason: string }[];
  /** False where no such flow is parked. */
  resume(flow: string): boolean;
}

export interface ClockReading {
  /** House time, ISO 8601. */
  readonly now: string;
  /** House seconds in a second of the wall; 0 when time is virtual. */
  readonly speed: number;
}
export interface ClockChange {
  readonly speed?: number;
  /** House milliseconds to move forward by. */
  readonly advanceMs?: number;
}

type Answer = { readonly status: number; readonly body: object };

const bodyBytesMax = 64 * 1024;

/** `/_penstock/…`, and `/_localstack/health` for tools that ask there. */
export function operatorRoute(house: Operated) {
  return {
    match: (_method: string, path: string): boolean =>
      path.startsWith('/_penstock/') || path.startsWith('/_localstack/'),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      const { status, body } = await answer(house, request);
      const text = JSON.stringify(body);
      response.writeHead(status, {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      });
      response.end(text);
    },
  };
}

async function answer(house: Operated, request: IncomingMessage): Promise<Answer> {
  const { pathname } = new URL(request.url ?? '/', 'http://house');
  const what = `${request.method} ${pathname.replace('/_localstack/', '/_penstock/')}`;
  if (request.method !== 'GET' && isForeignPage(request))
    return refusal(403, 'A page of another origin may not do this.');
  switch (what) {
    case 'GET /_penstock/health':
      return ok(house.health());
    case 'GET /_penstock/ready':
      return ok({ ready: true });
    case 'POST /_penstock/reset':
      await house.reset();
      return ok({ reset: true });
    case 'GET /_penstock/clock':
      return ok(house.clock());
    case 'POST /_penstock/clock':
      return changeClock(house, await bodyOf(request));
    case 'GET /_penstock/flows/parked':
      return ok({ parked: house.parked() });
    case 'POST /_penstock/flows/resume':
      return resume(house, await bodyOf(request));
    default:
      return refusal(404, `There is no ${what}.`);
  }
}

async function changeClock(house: Operated, body: Record<string, unknown> | undefined): Promise<Answer> {
  const { speed, advanceMs } = body ?? {};
  const numbers = [speed, advanceMs].filter((value) => value !== undefined);
  const good = numbers.length > 0 && numbers.every((value) => typeof value === 'number' && value > 0);
  if (!good) {
    return refusal(
      400,
      `The clock takes {"speed": 60} or {"advanceMs": 60000}, both above 0; got ${JSON.stringify(body)}.`,
    );
  }
  const virtual = house.clock().speed === 0;
  if (virtual && speed !== undefined)
    return refusal(400, 'Virtual time has no speed; advance it: {"advanceMs": 60000}.');
  await house.setClock(body as ClockChange);
  return ok(house.clock());
}

function resume(house: Operated, body: Record<string, unknown> | undefined): Answer {
  const flow = body?.['flow'];
  if (typeof flow !== 'string')
    return refusal(400, 'Name the flow: {"flow": "…"}; GET /_penstock/flows/parked lists them.');
  return house.resume(flow) ? ok({ resumed: flow }) : refusal(404, `No flow ${flow} is parked.`);
}

/** A browser says where a page comes from; only one of our own may change anything. */
function isForeignPage({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  return origin !== undefined && origin !== `http://${host}`;
}

/** The JSON object of a body; undefined where it is not one. */
async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > bodyBytesMax) return undefined;
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString());
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

const ok = (body: object): Answer => ({ status: 200, body });
const refusal = (status: number, message: string): Answer => ({ status, body: { message } });
