import type { Alarm } from '../alarm.ts';
import type { Rule } from '../rule.ts';
import { vendedMetric } from '../vended/index.ts';

export const missingData: Rule = {
  id: 'missing-data',
  sentence: 'What is missing is judged as what it means: no errors, or no service.',
  url: 'https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html',
  *check({ alarms }) {
    for (const alarm of alarms) {
      const metric = alarm.metrics.find(({ compared }) => compared);
      const vended = metric && vendedMetric(metric.namespace, metric.name);
      if (!metric || !vended) continue;
      const below = alarm.operator?.startsWith('LessThan') ?? false;
      const finding = below
        ? outage(alarm, metric.name, vended.sparse)
        : errors(alarm, metric.name, vended.sparse);
      if (finding)
        yield { place: alarm.declared.place(['TreatMissingData']), about: alarm.about, ...finding };
    }
  },
};

interface Said {
  readonly level: 'error' | 'warning';
  readonly message: string;
  readonly fix: string;
}

/** An alarm on too little: when all is down, there is nothing at all. */
function outage(alarm: Alarm, name: string, sparse: true | undefined): Said | undefined {
  const hosts = /HealthyHostCount/.test(name);
  if ((!sparse && !hosts) || alarm.treatMissingData === 'breaching') return undefined;
  const why = hosts ? 'is not published while no target is registered' : 'has no datapoint where it is zero';
  return {
    level: 'error',
    message:
      `${name} ${why}. With TreatMissingData ${alarm.treatMissingData}, a total outage is no data, and no ` +
      'data is not ' +
      'an alarm: it hides exactly what it watches for.',
    fix: 'Set TreatMissingData to breaching.',
  };
}

/** An alarm on too much: with no errors there are no datapoints. */
function errors(alarm: Alarm, name: string, sparse: true | undefined): Said | undefined {
  if (!sparse) return undefined;
  if (alarm.treatMissingData === 'breaching')
    return {
      level: 'error',
      message:
        `${name} has a datapoint only where it is not zero. With TreatMissingData breaching the alarm is on while ` +
        'nothing is wrong, and a deployment that it guards cannot start.',
      fix: 'Set TreatMissingData to notBreaching.',
    };
  if (alarm.treatMissingData === 'ignore')
    return {
      level: 'warning',
      message:
        `${name} has a datapoint only where it is not zero. With TreatMissingData ignore the alarm stays ` +
        'on after the ' +
        'last error, until there is another datapoint that is fine: the next deployment is blocked by it.',
      fix: 'Set TreatMissingData to notBreaching.',
    };
  return undefined;
}
