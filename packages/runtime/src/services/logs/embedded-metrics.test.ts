import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeddedMetrics } from './embedded-metrics.ts';

const now = Date.UTC(2026, 0, 1, 12, 0, 30);

/** AWS: the specification's example, at another time. */
const example = {
  _aws: {
    Timestamp: now,
    CloudWatchMetrics: [
      {
        Namespace: 'lambda-function-metrics',
        Dimensions: [['functionVersion']],
        Metrics: [{ Name: 'time', Unit: 'Milliseconds' }],
      },
    ],
  },
  functionVersion: '$LATEST',
  time: 100,
  requestId: '989ffbf8-9ace-4817-a57c-e4dd734019ee',
};

const read = (...documents: readonly unknown[]) =>
  embeddedMetrics(
    documents.map((document) => ({
      message: typeof document === 'string' ? document : JSON.stringify(document),
    })),
    now,
  );

function changed(directive: object, root: object = {}, aws: object = {}) {
  const [first] = example._aws.CloudWatchMetrics;
  return {
    ...example,
    ...root,
    _aws: { ...example._aws, CloudWatchMetrics: [{ ...first, ...directive }], ...aws },
  };
}

test("the specification's example is a metric", () => {
  assert.deepEqual(read(example), {
    embedded: [
      {
        namespace: 'lambda-function-metrics',
        data: [
          {
            MetricName: 'time',
            Unit: 'Milliseconds',
            Values: [100],
            Dimensions: [{ Name: 'functionVersion', Value: '$LATEST' }],
            Timestamp: '2026-01-01T12:00:00.000Z',
          },
        ],
      },
    ],
    parsingErrors: 0,
    validationErrors: 0,
  });
});

const good: readonly [what: string, document: unknown, metrics: number][] = [
  ['several values', changed({}, { time: [1, 2, 3] }), 1],
  ['no dimensions', changed({ Dimensions: [[]] }), 1],
  ['two sets of dimensions', changed({ Dimensions: [['functionVersion'], []] }), 2],
  ['high resolution', changed({ Metrics: [{ Name: 'time', StorageResolution: 1 }] }), 1],
  ['something before it', `2026-01-01T12:00:00Z\tid\tINFO\t${JSON.stringify(example)}`, 1],
  ['no metrics', changed({ Metrics: [] }), 0],
  ['metadata of others', { _aws: { Timestamp: now } }, 0],
];
for (const [what, document, metrics] of good) {
  test(`a document with ${what} is read`, () => {
    const { embedded, parsingErrors, validationErrors } = read(document);
    assert.equal(embedded.flatMap(({ data }) => data).length, metrics);
    assert.deepEqual([parsingErrors, validationErrors], [0, 0]);
  });
}

const bad: readonly [what: string, document: unknown][] = [
  ['a dimension that is missing', changed({ Dimensions: [['nope']] })],
  ['a dimension that is a number', changed({ Dimensions: [['time']] })],
  ['a dimension twice', changed({ Dimensions: [['functionVersion', 'functionVersion']] })],
  ['a metric that is missing', changed({ Metrics: [{ Name: 'nope' }] })],
  ['a metric of the prototype', changed({ Metrics: [{ Name: 'constructor' }] })],
  ['a metric that is text', changed({}, { time: 'soon' })],
  ['too many values', changed({}, { time: Array(101).fill(1) })],
  ['too many metrics', changed({ Metrics: Array(101).fill({ Name: 'time' }) })],
  ['a unit of its own', changed({ Metrics: [{ Name: 'time', Unit: 'Parsecs' }] })],
  ["AWS's namespace", changed({ Namespace: 'AWS/Lambda' })],
  ['a dimension that is not ASCII', changed({}, { functionVersion: 'é' })],
  ['no namespace', changed({ Namespace: undefined })],
  ['a time that is text', changed({}, {}, { Timestamp: 'now' })],
  ['a time of last year', changed({}, {}, { Timestamp: now - 365 * 86_400_000 })],
  ['directives that are no list', changed({}, {}, { CloudWatchMetrics: {} })],
];
for (const [what, document] of bad) {
  test(`a document with ${what} is no metric, and counted`, () => {
    assert.deepEqual(read(document), { embedded: [], parsingErrors: 0, validationErrors: 1 });
  });
}

test('what only looks like a document is counted apart; other lines are none', () => {
  const half = JSON.stringify(example).slice(0, -9);
  assert.deepEqual(read(half, 'ready', '{"level":"info"}'), {
    embedded: [],
    parsingErrors: 1,
    validationErrors: 0,
  });
});

test("the time of a program's own clock is taken for what it means", () => {
  const document = { ...example, _aws: { ...example._aws, Timestamp: 90_000 } };
  const { embedded, validationErrors } = embeddedMetrics(
    [{ message: JSON.stringify(document) }],
    now,
    (shown) => now + shown,
  );
  assert.equal(validationErrors, 0);
  assert.equal(embedded[0]!.data[0]!.Timestamp, '2026-01-01T12:02:00.000Z');
});
