import { readCron, type Cron, type CronFields } from '../../../base/cron.ts';

/** Reads the inside of `cron(…)`; undefined where it means nothing. */
// AWS: EventBridge user guide, "Cron expressions reference": six fields.
export function readSixFields(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  return fields.length === 6 ? readCron(fields as unknown as CronFields) : undefined;
}
