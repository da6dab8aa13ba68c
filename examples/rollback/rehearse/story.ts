import { clientsOf, type Clients, type Place } from './clients.ts';
import { Clock } from './clock.ts';
import { Customers } from './customers.ts';
import { first } from './faults.ts';
import { layGround } from './ground.ts';
import { rehearsalsOf, type Rehearsal } from './plan.ts';
import { rehearse, type Result } from './rehearsal.ts';
import type { Platform, Stage, StageName } from './stage.ts';
import { pause } from './until.ts';

export interface Options {
  readonly platforms: readonly Platform[];
  /** Where: all are made. */
  readonly stages: readonly StageName[];
  /** Only what is named so. */
  readonly only: string;
  /** House seconds in a second while only hours are waited for. */
  readonly waitingSpeed: number;
  readonly write: (line: string) => void;
}

/** Of the wall: at ×60, as many as come in a minute of the house. An invocation costs more than a task's answer. */
const customersPerSecond = ({ platform }: Stage): number => (platform === 'lambda' ? 10 : 30);

const groundSpeedMax = 20;

/** Makes all stages, side by side, and rehearses in each what is planned for it, one after the other. */
export async function rehearseAll(place: Place, options: Options): Promise<Result[]> {
  const clients = clientsOf(place);
  const clock = await Clock.read(place.endpoint);
  const say = teller(clock, options.write);
  say(`stacks of ${options.platforms.join(', ')}: gamma, blue-green, prod`);
  const normal = clock.speed;
  // What starts for real does not start faster than it does.
  await clock.turnTo(Math.min(normal, groundSpeedMax));
  const stages = await layGround(clients, place, options.platforms);
  await clock.turnTo(normal);
  say(`${stages.length} stages serve ${first.version}`);
  const theatres = stages.map((stage) => new Theatre(clients, stage, clock, say));
  const isWanted = ({ what, stage }: Rehearsal) =>
    options.stages.includes(stage) && (what.includes(options.only) || what === 'a good release');
  const at = (wanted: Platform) => theatres.filter(({ platform }) => platform === wanted);
  const play = async (some: readonly Theatre[], wanted: (rehearsal: Rehearsal) => boolean) => {
    const every = (each: Rehearsal) => isWanted(each) && wanted(each);
    return (await Promise.all(some.map((theatre) => theatre.play(every)))).flat();
  };
  const isQuick = (each: Rehearsal) => !each.takesAnHour;
  // Functions have a process for each invocation that is under way: theirs go on when tasks are done, one stage after
  // the other. Servers mostly wait meanwhile.
  const ofTasksAndFunctions = async () => {
    const results = await play(at('ecs'), isQuick);
    for (const theatre of at('lambda')) results.push(...(await play([theatre], isQuick)));
    return results;
  };
  const quick = (await Promise.all([ofTasksAndFunctions(), play(at('servers'), isQuick)])).flat();
  say(`what is left takes an hour to be found out: most of it passes ×${options.waitingSpeed}`);
  const playHours = async (wanted: (rehearsal: Rehearsal) => boolean) => {
    let isOver = false;
    const played = play(theatres, wanted).finally(() => (isOver = true));
    const [results] = await Promise.all([played, passTheHour(clock, options.waitingSpeed, () => isOver)]);
    return results;
  };
  const slow = await playHours((each) => each.takesAnHour === true);
  const doubtful = new Map(slow.filter(isDoubtful).map((result) => [result.rehearsal, result]));
  const again = doubtful.size === 0 ? [] : await playHours((each) => doubtful.has(each));
  return [
    ...quick,
    ...slow.filter(({ rehearsal }) => !doubtful.has(rehearsal)),
    ...again.map((result) => ({ ...result, before: doubtful.get(result.rehearsal)!.wrong! })),
  ];
}

/**
 * A second in which the machine is busy with other things is a minute for customers at ×60, and an alarm may rightly say
 * so: what is not as planned is rehearsed once more, unless what is wrong is that the release is there to stay.
 */
const isDoubtful = ({ wrong, ended }: Result): boolean => wrong !== undefined && !ended.succeeded;

const minuteMs = 60_000;

/** While all there is to do is wait, the clock is turned up: not when releases begin, nor when they are taken back. */
async function passTheHour(clock: Clock, speed: number, isOver: () => boolean): Promise<void> {
  const [normal, began] = [clock.speed, clock.house()];
  const reach = async (minutes: number) => {
    while (!isOver() && clock.house() < began + minutes * minuteMs) await pause(100);
  };
  await reach(12);
  if (isOver() || speed <= normal) return;
  await clock.turnTo(speed);
  await reach(58);
  await clock.turnTo(normal);
}

/** A stage with its customers. */
class Theatre {
  readonly #clients: Clients;
  readonly #stage: Stage;
  readonly #clock: Clock;
  readonly #say: (what: string) => void;
  readonly #rehearsals: readonly Rehearsal[];
  #lastGood = first.version;

  constructor(clients: Clients, stage: Stage, clock: Clock, say: (what: string) => void) {
    this.#clients = clients;
    this.#stage = stage;
    this.#clock = clock;
    this.#say = say;
    this.#rehearsals = rehearsalsOf(stage.platform, stage.name);
  }

  get platform(): Platform {
    return this.#stage.platform;
  }

  async play(isWanted: (rehearsal: Rehearsal) => boolean): Promise<Result[]> {
    const wanted = this.#rehearsals.filter(isWanted);
    if (wanted.length === 0) return [];
    const customers = new Customers(this.#stage.url, customersPerSecond(this.#stage));
    try {
      return await this.#playAll(wanted, customers);
    } finally {
      await customers.stop();
    }
  }

  async #playAll(wanted: readonly Rehearsal[], customers: Customers): Promise<Result[]> {
    const results: Result[] = [];
    for (const rehearsal of wanted) {
      const result = await this.#play(rehearsal, customers);
      const isRepeated = isDoubtful(result) && !rehearsal.takesAnHour;
      const again = isRepeated && { ...(await this.#play(rehearsal, customers)), before: result.wrong! };
      results.push(again || result);
    }
    return results;
  }

  async #play(rehearsal: Rehearsal, customers: Customers): Promise<Result> {
    const scene = {
      clients: this.#clients,
      stage: this.#stage,
      customers,
      clock: this.#clock,
      lastGood: this.#lastGood,
    };
    const result = await rehearse(rehearsal, scene);
    if (result.ended.succeeded) this.#lastGood = rehearsal.release.version;
    this.#say(sentenceOf(result));
    return result;
  }
}

function sentenceOf({ rehearsal, ended, wrong }: Result): string {
  const { platform, stage, what } = rehearsal;
  const outcome = ended.succeeded
    ? 'went through'
    : `caught by ${ended.caughtBy}, ${ended.rollback || 'no rollback'}`;
  return `${wrong === undefined ? '✓' : '✗'} ${platform} ${stage}: ${what}: ${wrong ?? outcome}`;
}

/** A line each: wall seconds since the start, house time, what happened. */
function teller(clock: Clock, write: (line: string) => void): (what: string) => void {
  const started = Date.now();
  return (what) => {
    const seconds = ((Date.now() - started) / 1000).toFixed(1).padStart(6);
    write(`${seconds} s  ${new Date(clock.house()).toISOString().slice(11, 19)}  ${what}`);
  };
}
