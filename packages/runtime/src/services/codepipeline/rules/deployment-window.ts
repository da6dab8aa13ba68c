import { firstTime } from '../../../base/cron-times.ts';
import { configurationError, hourMs } from '../actions/action.ts';
import { hasVariables, type RuleProvider } from './rule.ts';
import { readTimeZone, readWindowCron } from './window.ts';

/** AWS: unverified how long a rule without a time-out waits; an approval has seven days. */
const timeoutMs = 7 * 24 * hourMs;

/** The times in which deployments are allowed: is met in them, and waits for them. */
// AWS: user guide, "CloudWatchAlarm": that rule "might succeed before the deployment window … opens": it is waited for.
export const deploymentWindow: RuleProvider = {
  type: {
    provider: 'DeploymentWindow',
    inputs: { min: 0, max: 0 },
    configuration: [{ name: 'Cron', required: true }, { name: 'TimeZone' }],
  },
  timeoutMs,
  // AWS: unverified words.
  timeoutError: ({ name }) => ({
    code: 'JobFailed',
    message: `The rule ${name} timed out before its deployment window opened.`,
  }),
  fault: ({ configuration }) => faultOf(configuration),
  start({ configuration, startTime }) {
    const fault = faultOf(configuration);
    const cron = readWindowCron(configuration['Cron'] ?? '');
    const zone = readTimeZone(configuration['TimeZone']);
    if (!cron || !zone) return configurationError(`${fault}.`);
    const opens = firstTime({ cron, zone }, startTime);
    // AWS: unverified words.
    if (opens === undefined) return configurationError('The deployment window does not open any more.');
    return opens <= startTime
      ? { type: 'succeeds' }
      : { type: 'goes on', memory: {}, wakeMs: opens - startTime };
  },
  proceed: () => ({ type: 'succeeds' }),
};

// AWS: unverified words.
function faultOf({ Cron = '', TimeZone }: Readonly<Record<string, string>>): string | undefined {
  if (!hasVariables(Cron) && !readWindowCron(Cron))
    return `Cron is not a cron expression of six or seven fields: '${Cron}'`;
  if (TimeZone !== undefined && !hasVariables(TimeZone) && !readTimeZone(TimeZone))
    return `TimeZone is not a time zone: '${TimeZone}'`;
  return undefined;
}
