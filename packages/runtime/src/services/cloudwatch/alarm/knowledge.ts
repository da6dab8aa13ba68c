import type { Scope } from '../../../base/scope.ts';
import type { Tx } from '../../../store/store.ts';
import { trainingMs, type Model, type Training } from '../anomaly/model.ts';
import { trainingOf } from '../anomaly/records.ts';
import { rulesFor } from '../mute/records.ts';
import { alarms, seriesOf, type AlarmConfiguration, type Metric, type MuteRuleRecord } from '../records.ts';
import { rowsOf, type Row } from '../rows.ts';
import { evaluationRange } from './judgement.ts';

/** What an alarm has to know to be judged. */
export interface Knowledge {
  /** Undefined once it is deleted. */
  readonly configuration: AlarmConfiguration | undefined;
  /** By series: every row from the start of the range on. */
  readonly rows: Readonly<Record<string, readonly Row[]>>;
  /** Rules that may mute it. */
  readonly muteRules?: readonly MuteRuleRecord[];
  /** By query: how its model is to be trained; there where rows are known for it. */
  readonly trainings?: Readonly<Record<string, Training>>;
}

/** What was learnt of an alarm's metrics, and when. */
export interface Models {
  readonly trainedAt: number;
  readonly byId: Readonly<Record<string, Model>>;
}

/** AWS: models are updated all the time; here, once an hour. */
const trainedMs = 60 * 60 * 1000;

/** What is there to be known. */
export interface Asked {
  readonly name: string;
  /** When it is judged; undefined where nothing is due. */
  readonly moment: number | undefined;
  readonly models?: Models | undefined;
}

/** Reads an alarm, and the rows that an evaluation at a moment or later may look at. */
export function knowledgeOf(tx: Tx, scope: Scope, { name, moment, models }: Asked): Knowledge {
  const configuration = alarms.get(tx, scope, name);
  const muteRules = rulesFor(tx, scope, name);
  if (!configuration || moment === undefined) return { configuration, rows: {}, muteRules };
  const { queries } = configuration;
  const learns = usesBand(configuration) && (!models || models.trainedAt <= moment - trainedMs);
  const from = judgedFrom(configuration, moment) - (learns ? trainingMs : 0);
  const measured = measuredIn(configuration).map(seriesOf);
  const rows = [...new Set(measured)].map((series) => [series, rowsOf(tx, scope, series, from)]);
  const known = { configuration, muteRules, rows: Object.fromEntries(rows) };
  if (!learns) return known;
  const trainings = queries.map((query) => [query.id, trainingOf(tx, scope, query) ?? {}]);
  return { ...known, trainings: Object.fromEntries(trainings) };
}

/** No data before this has a part in an evaluation at a moment or later. */
export function judgedFrom(alarm: AlarmConfiguration, moment: number): number {
  // One period more than the range: `moment` may lie anywhere in its minute.
  const periods = evaluationRange(alarm.evaluationPeriods) + 1;
  return moment - periods * alarm.periodSeconds * 1000 - 60_000;
}

export const measuredIn = ({ queries }: AlarmConfiguration): Metric[] =>
  queries.flatMap(({ metric }) => (metric ? [metric] : []));

export const usesBand = ({ queries }: Pick<AlarmConfiguration, 'queries'>): boolean =>
  queries.some(({ expression }) => expression?.includes('ANOMALY_DETECTION_BAND'));
