import type { Scope } from '../../../base/scope.ts';
import type { Reading, Sleep } from '../../../engine/flow.ts';
import type { Tx } from '../../../store/store.ts';
import { repeats } from '../flow/acting.ts';
import type { Alarm } from '../flow/alarm.ts';
import { alarms, seriesOf, type AlarmConfiguration, type AlarmState } from '../records.ts';
import { readingOf, rowsOf, type Row } from '../rows.ts';
import { evaluateAlarm, lastEvaluation, nextEvaluation } from './evaluation.ts';
import { judgedFrom, measuredIn, usesBand } from './knowledge.ts';

/**
 * Why an alarm need not be told that it is time to judge: judged as it would be then, it stays as it is, and will have
 * to be judged again. All but a few evaluations end so; the few are the flow's. What learns, is muted or broken, or
 * does something at each evaluation, is told.
 */
export function alarmSleepsOn(tx: Tx, alarm: Alarm, now: number): Sleep | undefined {
  if (alarm.muted || alarm.isBroken || alarm.evaluateAt === undefined) return undefined;
  const configuration = alarms.get(tx, alarm, alarm.name);
  if (!configuration || usesBand(configuration) || repeats(configuration, alarm.value)) return undefined;
  const { account, region, value } = alarm;
  return new Asleep({ account, region }, configuration, value).again(tx, now, true);
}

class Asleep implements Sleep {
  until = 0;
  readonly reads: readonly Reading[];
  readonly #scope: Scope;
  readonly #configuration: AlarmConfiguration;
  readonly #value: AlarmState;
  readonly #series: readonly string[];
  #rows: Record<string, readonly Row[]> = {};

  constructor(scope: Scope, configuration: AlarmConfiguration, value: AlarmState) {
    this.#scope = scope;
    this.#configuration = configuration;
    this.#value = value;
    this.#series = measuredIn(configuration).map(seriesOf);
    this.reads = this.#series.map((series) => readingOf(scope, series));
  }

  again(tx: Tx, now: number, isTouched: boolean): Sleep | undefined {
    const configuration = this.#configuration;
    // What it should have been judged at: a house that was down has missed some, of which this is the last.
    const moment = lastEvaluation(configuration, now);
    if (isTouched)
      for (const series of this.#series)
        this.#rows[series] = rowsOf(tx, this.#scope, series, judgedFrom(configuration, moment));
    const { state, silent, isBroken } = evaluateAlarm(
      configuration,
      { configuration, rows: this.#rows },
      moment,
    );
    if (silent || isBroken || (state !== undefined && state !== this.#value)) return undefined;
    this.until = nextEvaluation(configuration, now);
    return this;
  }
}
