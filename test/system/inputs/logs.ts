import { account, type Make } from './words.ts';

const group = { logGroupName: '/ground' };

/** A log group whose lines are transformed, masked, counted and sent on. */
export async function layLogs(make: Make): Promise<void> {
  const logs = (operation: string, input: object) => make('logs', operation, input);
  await logs('CreateLogGroup', { ...group, tags: { k: 'v' } });
  await logs('CreateLogStream', { ...group, logStreamName: 'stream' });
  const transformerConfig = [
    { parseJSON: {} },
    { grok: { source: 'm', match: '%{IP:ip} %{NUMBER:took:INT} %{GREEDYDATA:rest}' } },
    { csv: { source: 'rest', columns: ['a', 'b'], delimiter: ',' } },
    { addKeys: { entries: [{ key: 'k.l', value: 'v', overwriteIfExists: true }] } },
    { moveKeys: { entries: [{ source: 'a', target: 'c.d' }] } },
    { listToMap: { source: 'list', key: 'name', valueKey: 'value', target: 't' } },
    { splitString: { entries: [{ source: 'b', delimiter: ';' }] } },
    { substituteString: { entries: [{ source: 'ip', from: '(\\d+)\\.', to: '$1-' }] } },
    { typeConverter: { entries: [{ key: 'took', type: 'double' }] } },
    { dateTimeConverter: { source: 'at', target: 'when', matchPatterns: ["yyyy-MM-dd'T'HH:mm:ss"] } },
  ];
  await logs('PutTransformer', { logGroupIdentifier: '/ground', transformerConfig });
  const logEventMessages = [
    '{"m":"127.0.0.1 5 a,b","at":"2026-01-01T00:00:00","list":[{"name":"x"}]}',
    'text',
  ];
  await logs('TestTransformer', { transformerConfig, logEventMessages });
  const policyDocument = JSON.stringify({
    Name: 'ground',
    Version: '2021-06-01',
    Statement: ['Audit', 'Deidentify'].map((Sid) => ({
      Sid,
      DataIdentifier: ['arn:aws:dataprotection::aws:data-identifier/EmailAddress'],
      Operation:
        Sid === 'Audit' ? { Audit: { FindingsDestination: {} } } : { Deidentify: { MaskConfig: {} } },
    })),
  });
  await logs('PutDataProtectionPolicy', { logGroupIdentifier: '/ground', policyDocument });
  const named = { policyName: 'ground', policyType: 'DATA_PROTECTION_POLICY', scope: 'ALL' };
  await logs('PutAccountPolicy', { ...named, policyDocument });
  await logs('PutMetricFilter', {
    ...group,
    filterName: 'ground',
    filterPattern: '{ $.took > 1 }',
    fieldSelectionCriteria: `@aws.account = "${account}" AND @aws.region NOT IN ["us-west-2"]`,
    emitSystemFieldDimensions: ['@aws.region'],
    applyOnTransformedLogs: true,
    metricTransformations: [{ metricNamespace: 'Ground', metricName: 'Took', metricValue: '$.took' }],
  });
  const logEvents = [{ timestamp: Date.now(), message: 'a line of ada@example.com' }];
  await logs('PutLogEvents', { ...group, logStreamName: 'stream', logEvents });
  await logs('GetLogEvents', { ...group, logStreamName: 'stream', startFromHead: true, limit: 1 });
  await logs('FilterLogEvents', { ...group, filterPattern: 'line', limit: 1, unmask: true });
}
