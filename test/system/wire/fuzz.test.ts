import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SimulatedDoor } from '../../../packages/runtime/src/wire/door.simulated.ts';
import {
  rawBytes,
  sendRaw,
  signedRaw,
  type RawAnswer,
  type RawRequest,
} from '../../../packages/runtime/src/wire/raw-client.contract.ts';
import { startServer, type RunningServer } from '../../../packages/runtime/src/wire/server.ts';
import { simulatedServices } from '../../../packages/runtime/src/wire/services.simulated.ts';

const seed = Number(process.env['SEED'] ?? 4_566);
const requestsPerProtocol = 400;
const logged: string[] = [];
let server: RunningServer;

before(async () => {
  server = await startServer({
    door: new SimulatedDoor(simulatedServices),
    hosts: ['127.0.0.1'],
    port: 0,
    now: () => Date.now(),
    houseNow: () => 2,
    limits: { idleMs: 100 },
    other: [],
    log: (message) => void logged.push(message),
  });
});

after(() => server.close());

/** Numbers that look like chance and are the same on every run. */
function chance(start: number) {
  let state = start >>> 0;
  const next = (below: number): number => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    return Math.floor((((state ^ (state >>> 13)) >>> 0) / 2 ** 32) * below);
  };
  return { next, pick: <T>(list: readonly T[]): T => list[next(list.length)] as T };
}

type Chance = ReturnType<typeof chance>;

const form = 'application/x-www-form-urlencoded; charset=utf-8';
const cborPath = '/service/GraniteServiceVersion20100801/operation';

/** One good request for each protocol, from which all the bad ones are made. */
const good: Readonly<Record<string, RawRequest>> = {
  'aws-json': {
    method: 'POST',
    path: '/',
    query: '',
    service: 'codepipeline',
    headers: {
      'Content-Type': 'application/x-amz-json-1.1',
      'X-Amz-Target': 'CodePipeline_20150709.StartPipelineExecution',
    },
    body: Buffer.from('{"name":"demo","variables":[{"name":"a","value":"b"}]}'),
  },
  'aws-query': {
    method: 'POST',
    path: '/',
    query: '',
    service: 'sns',
    headers: { 'Content-Type': form },
    body: Buffer.from(
      'Action=Publish&Version=2010-03-31&TopicArn=a&Message=m&MessageAttributes.entry.1.Name=k' +
        '&MessageAttributes.entry.1.Value.DataType=String&MessageAttributes.entry.1.Value.StringValue=v',
    ),
  },
  'ec2-query': {
    method: 'POST',
    path: '/',
    query: '',
    service: 'ec2',
    headers: { 'Content-Type': form },
    body: Buffer.from(
      'Action=DescribeVpcs&Version=2016-11-15&Filter.1.Name=a&Filter.1.Value.1=b&MaxResults=10',
    ),
  },
  'rest-json': {
    method: 'POST',
    path: '/2015-03-31/functions',
    query: '',
    service: 'lambda',
    headers: { 'Content-Type': 'application/json' },
    body: Buffer.from(
      '{"FunctionName":"f","Role":"arn:aws:iam::123456789012:role/x","Handler":"a","Code":{"ZipFile":"YWJj"}}',
    ),
  },
  'rest-xml': {
    method: 'POST',
    path: '/bucket',
    query: 'delete=',
    service: 's3',
    headers: { 'Content-Type': 'application/xml' },
    body: Buffer.from('<Delete><Object><Key>a</Key></Object><Quiet>true</Quiet></Delete>'),
  },
  'rest-xml objects': {
    method: 'PUT',
    path: '/bucket/a%20key',
    query: '',
    service: 's3',
    headers: { 'x-amz-meta-a': 'b', 'x-amz-checksum-crc32': 'NhCmhg==' },
    body: Buffer.from('hello'),
  },
  'rpc-cbor': {
    method: 'POST',
    path: `${cborPath}/ListMetrics`,
    query: '',
    service: 'monitoring',
    headers: { 'Smithy-Protocol': 'rpc-v2-cbor', 'Content-Type': 'application/cbor' },
    body: Buffer.from('a2694e616d65737061636561616a4d65747269634e616d656162', 'hex'),
  },
};

const nasty: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  '\ud800',
  '\0',
  '9'.repeat(400),
  '%',
  '%zz',
  '..',
  '{"a":'.repeat(2_000),
  '['.repeat(5_000),
  '<a>'.repeat(2_000),
  '&amp;&lt;&#0;&x;',
  '=&=&.=&a.1.b=',
  '\'"`;--',
  'é💥',
  'null',
  '-1',
  '1e400',
  'true',
  'x'.repeat(5_000),
];

function mutated(bytes: Buffer, { next, pick }: Chance): Buffer {
  let result = bytes;
  for (let count = 1 + next(3); count > 0; count--) {
    const at = next(result.length + 1);
    const before = result.subarray(0, at);
    const edit = next(6);
    if (edit === 0) result = Buffer.concat([before, Buffer.from(pick(nasty)), result.subarray(at)]);
    else if (edit === 1) result = Buffer.from(before);
    else if (edit === 2) result = Buffer.concat([before, result.subarray(at + 1 + next(8))]);
    else if (edit === 3) result = Buffer.concat([before, Buffer.from([next(256)]), result.subarray(at + 1)]);
    else if (edit === 4) result = Buffer.concat([result, before]);
    else result = Buffer.from(pick(nasty));
  }
  return result;
}

const names = ['Nonsense', 'constructor', '__proto__', '', 'GetPipeline.x', 'DeleteBucket', '../x', '%00'];

/** The same call, of an operation that there is not (or that is not served). */
function otherOperation(request: RawRequest, { pick, next }: Chance): RawRequest {
  const name = pick(names);
  const headers = { ...request.headers };
  if (headers['X-Amz-Target'])
    headers['X-Amz-Target'] = `${pick(['CodePipeline_20150709', 'X', ''])}.${name}`;
  const path = request.path.startsWith('/service/')
    ? `${cborPath}/${encodeURIComponent(name)}`
    : request.path === '/'
      ? '/'
      : pick([`${request.path}/${encodeURIComponent(name)}/x`, '/', `/${encodeURIComponent(name)}`]);
  const body =
    request.headers['Content-Type'] === form ? Buffer.from(`Action=${name}&Version=1`) : request.body;
  const method = pick([request.method, 'GET', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']);
  return { ...request, headers, path, body, method, query: next(2) ? request.query : 'acl=&x=__proto__' };
}

/** What is wrong, and the bytes of it. */
function badRequest(request: RawRequest, random: Chance): readonly [kind: string, bytes: Buffer] {
  const { next, pick } = random;
  const now = Date.now();
  const { port } = server;
  const signed = (changed: RawRequest) => rawBytes(changed, signedRaw(changed, now, port));
  const headers = signedRaw(request, now, port);
  switch (next(6)) {
    case 0:
    case 1: {
      const changed = { ...request, body: mutated(request.body, random) };
      return ['malformed body', signed(changed)];
    }
    case 2:
      return ['unknown operation', signed(otherOperation(request, random))];
    case 3: {
      const name = pick(['Authorization', 'X-Amz-Date', 'X-Amz-Content-Sha256']);
      const value = mutated(Buffer.from(headers[name] ?? ''), random).toString('latin1');
      const clean = value.replace(/[^\x20-\x7e]/g, '').slice(0, 4_000);
      return ['wrong signature', rawBytes(request, { ...headers, [name]: clean })];
    }
    case 4: {
      const query = `${request.query}&${pick(nasty).replace(/[^\x21-\x7e]/g, '%00')}=${encodeURIComponent(pick(['a', 'é', '__proto__']))}`;
      const path = pick([
        request.path,
        `${request.path}/%zz`,
        `${request.path}/../..//%2e`,
        `/${'a/'.repeat(500)}`,
      ]);
      return ['strange target', signed({ ...request, path, query: query.replaceAll('#', '') })];
    }
    default: {
      const framing = pick([
        { 'Transfer-Encoding': 'chunked' },
        { 'Transfer-Encoding': 'identity', 'Content-Length': '' },
        { 'Content-Length': '1, 2' },
        { 'Content-Length': '-1' },
        { 'content-length': '7', 'Content-Length': '8' },
        { host: 'other' },
        { 'Content-Length': String(request.body.length + 5) },
      ]);
      return ['ambiguous framing', rawBytes(request, { ...headers, ...framing } as Record<string, string>)];
    }
  }
}

/** AWS's error in the protocol's own shape, where the request was refused; and never our fault. */
function judge(protocol: string, kind: string, answer: RawAnswer, bytes: Buffer): void {
  const { status, head, body } = answer;
  const shown = `${protocol}, ${kind}: ${status} ${head}\n${body.slice(0, 500)}\nfor ${bytes.toString('latin1').slice(0, 1_500)}`;
  assert.ok(status >= 200 && status < 500, shown);
  if (kind === 'ambiguous framing' && status !== 400) assert.equal(status, 200, shown);
  if (status < 400 || /content-type: text\/html/i.test(head)) return;
  if (kind === 'wrong signature') assert.ok(status >= 400, shown);
  if (!/x-amzn?-request-?id/i.test(head)) assert.fail(`no request id: ${shown}`);
  if (bytes.toString('latin1', 0, 5) === 'HEAD ') return;
  const named =
    protocol === 'rpc-cbor' || protocol === 'aws-json'
      ? /__type/.test(body)
      : protocol === 'rest-json'
        ? /x-amzn-errortype/i.test(head)
        : /<Code>\w+(?:\.\w+)*<\/Code>/.test(body);
  assert.ok(named || /<Code>|__type|errortype/i.test(body + head), shown);
}

for (const [index, [protocol, request]] of Object.entries(good).entries()) {
  test(`${requestsPerProtocol} bad requests for ${protocol} (seed ${seed})`, async () => {
    const right = await sendRaw(server.port, rawBytes(request, signedRaw(request, Date.now(), server.port)));
    assert.ok(right.status < 300, right.body);
    const random = chance(seed + index * 1_000_003);
    const kinds = new Map<string, number>();
    let refused = 0;
    for (let batch = 0; batch < requestsPerProtocol; batch += 100) {
      const requests = Array.from({ length: 100 }, () => badRequest(request, random));
      const answers = await Promise.all(requests.map(([, bytes]) => sendRaw(server.port, bytes, 10_000)));
      for (const [at, answer] of answers.entries()) {
        const [kind, bytes] = requests[at] ?? assert.fail();
        judge(protocol, kind, answer, bytes);
        kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
        if (answer.status >= 400) refused++;
      }
    }
    assert.equal(kinds.size, 5);
    assert.ok(refused > requestsPerProtocol / 2, `${refused} refused`);
    assert.deepEqual(logged, []);
    assert.equal(Object.keys(Object.prototype).length, 0);
  });
}
