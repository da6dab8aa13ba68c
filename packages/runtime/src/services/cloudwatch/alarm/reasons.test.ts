import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AlarmConfiguration } from '../records.ts';
import { crosses, judge } from './judgement.ts';
import { reasonDataOf, reasonOf, type Evidence } from './reasons.ts';

const alarm = {
  queries: [{ id: 'm', stat: 'Average', returnData: true }],
  math: false,
  periodSeconds: 300,
  evaluationPeriods: 3,
  datapointsToAlarm: 3,
  threshold: 80,
  comparisonOperator: 'GreaterThanOrEqualToThreshold',
} as unknown as AlarmConfiguration;

const end = Date.UTC(2022, 0, 26, 13, 29);

function evidence(
  values: readonly (number | undefined)[],
  of: AlarmConfiguration,
  sampleCount?: number,
): Evidence {
  const breaches = crosses(of.comparisonOperator, of.threshold!);
  const judgement = judge(values, {
    evaluationPeriods: of.evaluationPeriods,
    datapointsToAlarm: of.datapointsToAlarm ?? of.evaluationPeriods,
    breaches,
    treatMissingData: of.treatMissingData ?? 'missing',
  });
  const times = values.map((_, index) => end - (values.length - index) * of.periodSeconds * 1000);
  const sampleCounts =
    sampleCount === undefined
      ? undefined
      : values.map((value) => (value === undefined ? undefined : sampleCount));
  return { judgement, state: judgement.state!, times, values, breaches, sampleCounts };
}

// AWS: the sentences and the JSON are those of published notifications.
test('the reason and its JSON are as AWS writes them', () => {
  const seen = evidence(
    [undefined, undefined, 38.364239895660816, 38.391752618786896, 38.395433048854194],
    alarm,
    4,
  );
  assert.equal(
    reasonOf(alarm, seen),
    'Threshold Crossed: 3 out of the last 3 datapoints [38.395433048854194 (26/01/22 13:24:00), ' +
      '38.391752618786896 (26/01/22 13:19:00), 38.364239895660816 (26/01/22 13:14:00)] were not ' +
      'greater than or ' +
      'equal to the threshold (80.0) (minimum 1 datapoint for ALARM -> OK transition).',
  );
  assert.equal(
    reasonDataOf(alarm, seen, Date.parse('2022-01-26T13:29:29.292Z')),
    '' +
      '' +
      '' +
      '' +
      '' +
      '{"version":"1.0","queryDate":"2022-01-26T13:29:29.292+0000","startDate":"2022-01-26T13:14:00.000+0000",' +
      '"statistic":"Average","period":300,' +
      '"recentDatapoints":[38.364239895660816,38.391752618786896,38.395433048854194],"threshold":80.0,' +
      '"evaluatedDatapoints":[{"timestamp":"2022-01-26T13:24:00.000+0000","sampleCount":4.0,' +
      '"value":38.395433048854194}]}',
  );
});

const _ = undefined;
const one = { ...alarm, evaluationPeriods: 1, datapointsToAlarm: 1, periodSeconds: 60, threshold: 1 };
const plain = { ...one, datapointsToAlarm: undefined };

const sentences: readonly [AlarmConfiguration, readonly (number | undefined)[], string][] = [
  [
    one,
    [_, _, 1],
    'Threshold Crossed: 1 out of the last 1 datapoints [1.0 (26/01/22 13:28:00)] was greater ' +
      'than or equal to the ' +
      'threshold (1.0) (minimum 1 datapoint for OK -> ALARM transition).',
  ],
  [
    plain,
    [_, _, 6],
    'Threshold Crossed: 1 datapoint [6.0 (26/01/22 13:28:00)] was greater than or equal to the ' +
      'threshold (1.0).',
  ],
  [
    { ...one, treatMissingData: 'notBreaching' },
    [_, _, _],
    'Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as ' +
      '[NonBreaching].',
  ],
  [
    { ...alarm, treatMissingData: 'breaching' },
    [_, _, _, _, 2],
    'Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were ' +
      'treated as [Breaching].',
  ],
  [alarm, [_, _, _, _, _], 'Insufficient Data: 3 datapoints were unknown.'],
];

for (const [of, values, sentence] of sentences) {
  test(sentence, () => assert.equal(reasonOf(of, evidence(values, of)), sentence));
}
