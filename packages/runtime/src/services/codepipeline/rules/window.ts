import { readCron, type Cron, type CronFields } from '../../../base/cron.ts';
import type { ZonedCron } from '../../../base/cron-times.ts';
import { fixedZone, namedZone, type TimeZone } from '../../../base/time-zone.ts';

/** The minutes in which deployments are allowed. */
export type Window = ZonedCron;

/** Reads a rule's Cron; undefined where it means nothing. */
// AWS: user guide, "DeploymentWindow": six fields and an optional year, the first for seconds, whose values are "N/A":
// its own examples say `0` there. It is read, and what it says makes no difference.
export function readWindowCron(text: string): Cron | undefined {
  const [second = '', ...fields] = text.trim().split(/\s+/);
  if (!/^(\*|[\d,*/-]{1,20})$/.test(second)) return undefined;
  if (fields.length === 5) fields.push('*');
  return fields.length === 6 ? readCron(fields as unknown as CronFields, beforeLast) : undefined;
}

/** AWS: the same page: "You can also specify an offset from the last day of the month, such as 'L-3'". */
function beforeLast(date: string): Cron['isDay'] | undefined {
  const offset = /^L-(\d{1,2})$/i.exec(date)?.[1];
  if (offset === undefined || Number(offset) > 30) return undefined;
  return (day) => day.date === day.last - Number(offset);
}

/** Reads a rule's TimeZone: `Europe/Berlin`, `UTC`, `UTC-03:00`, or an abbreviation. */
// AWS: the same page: UTC "is the default format if the parameter is not set otherwise".
export function readTimeZone(text = 'UTC'): TimeZone | undefined {
  const [, sign, hours, minutes] = /^UTC(?:([+-])(\d{2}):(\d{2}))?$/.exec(text) ?? [];
  if (text === 'UTC') return fixedZone(0);
  if (sign !== undefined && hours !== undefined && minutes !== undefined) {
    const offset = Number(hours) * 60 + Number(minutes);
    return offset <= 18 * 60 ? fixedZone((sign === '-' ? -offset : offset) * 60_000) : undefined;
  }
  if (text.includes('/')) return namedZone(text);
  return /^[A-Z]{3,5}$/.test(text) ? namedZone(abbreviations[text] ?? text) : undefined;
}

// AWS: the same page says of abbreviations only that some mean several zones. These are Java's (java.time.ZoneId,
// SHORT_IDS), as the rule's regular expressions are; what else IANA abbreviates is taken as IANA does.
const abbreviations: Readonly<Record<string, string>> = {
  ACT: 'Australia/Darwin',
  AET: 'Australia/Sydney',
  AGT: 'America/Argentina/Buenos_Aires',
  ART: 'Africa/Cairo',
  AST: 'America/Anchorage',
  BET: 'America/Sao_Paulo',
  BST: 'Asia/Dhaka',
  CAT: 'Africa/Harare',
  CNT: 'America/St_Johns',
  CST: 'America/Chicago',
  CTT: 'Asia/Shanghai',
  EAT: 'Africa/Addis_Ababa',
  ECT: 'Europe/Paris',
  IET: 'America/Indiana/Indianapolis',
  IST: 'Asia/Kolkata',
  JST: 'Asia/Tokyo',
  MIT: 'Pacific/Apia',
  NET: 'Asia/Yerevan',
  NST: 'Pacific/Auckland',
  PLT: 'Asia/Karachi',
  PNT: 'America/Phoenix',
  PRT: 'America/Puerto_Rico',
  PST: 'America/Los_Angeles',
  SST: 'Pacific/Guadalcanal',
  VST: 'Asia/Ho_Chi_Minh',
};
