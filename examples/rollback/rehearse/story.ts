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
  let isOver = false;
  const long = play(theatres, (each) => each.takesAnHour === true).finally(() => (isOver = true));
  const [slow] = await Promise.all([long, passTheHour(clock, options.waitingSpeed, () => isOver)]);
  return [...quick, ...slow];
}

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
  #lastGood = first.version;

  constructor(clients: Clients, stage: Stage, clock: Clock, say: (what: string) => void) {
    this.#clients = clients;
    this.#stage = stage;
    this.#clock = clock;
    this.#say = say;
  }

  get platform(): Platform {
    return this.#stage.platform;
  }

  async play(isWanted: (rehearsal: Rehearsal) => boolean): Promise<Result[]> {
    const { platform, name } = this.#stage;
    const wanted = rehearsalsOf(platform, name).filter(isWanted);
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
      results.push(result);
    }
    return results;
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
