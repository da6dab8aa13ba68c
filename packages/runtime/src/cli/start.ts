import { openHouse, type HouseOptions, type OpenHouse } from '../house.ts';
import { isDiskFull } from '../base/disk-full.ts';
import { timers } from '../base/timers.ts';
import { accountOf, chatOf, chatsIn, clockOf, gitHubOf, mailServerOf, portOf } from './flags.ts';
import { fullDisk, refusalOf } from './refusals.ts';
import { version } from './version.ts';

export interface StartFlags {
  readonly port: string;
  readonly host: readonly string[];
  readonly data?: string;
  readonly account: string;
  readonly clock?: string;
  readonly smtp?: string;
  readonly mailFrom: string;
  readonly chat?: readonly string[];
  readonly github?: string;
  readonly quiet?: boolean;
}

/** Serves until it is told to stop: once in order, twice at once. Answers the exit code. */
export async function start(flags: StartFlags): Promise<number> {
  const say = (sentence: string) => void process.stderr.write(`${sentence}\n`);
  let house: OpenHouse;
  const begun = performance.now();
  try {
    house = await openHouse(optionsOf(flags, say));
  } catch (error) {
    const { code, sentence } = refusalOf(error, flags);
    say(sentence);
    return code;
  }
  if (!flags.quiet) tellWhere(flags, house, say);
  for (const host of flags.host) if (!isLoopback(host)) say(openToOthers(host));
  say(`Ready. ${house.endpoint} (${Math.round(performance.now() - begun)} ms)`);
  await stopSignal();
  return close(house, say);
}

/** What closing may take, in milliseconds of the wall: processes are given five seconds of it. */
const closeMsMax = 9000;

/** In order; or without it, where something does not come to its end. */
async function close(house: OpenHouse, say: (sentence: string) => void): Promise<number> {
  const tooLong = new Promise<'too long'>((resolve) => timers.after(closeMsMax, () => resolve('too long')));
  if ((await Promise.race([house.close(), tooLong])) !== 'too long') return 0;
  say(`Not all has ended within ${closeMsMax / 1000} s. What is left goes on, and the next start finds it.`);
  return 1;
}

function optionsOf(flags: StartFlags, log: (sentence: string) => void): HouseOptions {
  const clock = clockOf(flags.clock);
  const mailServer = mailServerOf(flags.smtp, flags.mailFrom);
  const gitHub = gitHubOf(flags.github);
  const chats = (flags.chat ?? chatsIn(process.env['PENSTOCK_CHAT'])).map(chatOf);
  return {
    port: portOf(flags.port),
    hosts: flags.host,
    account: accountOf(flags.account),
    ...(flags.data !== undefined && { folder: flags.data }),
    ...(clock !== undefined && { clock }),
    ...(mailServer && { mailServer }),
    ...(gitHub !== undefined && { gitHub }),
    ...(chats.length > 0 && { chats }),
    version,
    path: process.env['PATH'] ?? '',
    log,
    fatal(error) {
      log(`penstock stops at once: ${isDiskFull(error) ? fullDisk(flags) : reasonOf(error)}`);
      process.exit(70);
    },
  };
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);

function tellWhere(flags: StartFlags, house: OpenHouse, say: (sentence: string) => void): void {
  const { data = 'nothing kept', clock = '1', account } = flags;
  say(`Penstock ${version}   ${data} · clock ×${clock} · account ${account}`);
  say(`  export AWS_ENDPOINT_URL=${house.endpoint} AWS_ACCESS_KEY_ID=test AWS_SECRET_ACCESS_KEY=test`);
  // AWS: the SDKs and the CLI v2 read the first; boto3 and the CLI v1 the second.
  say('  export AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1');
}

/** Settles at the first SIGINT or SIGTERM; the second one ends the process. */
function stopSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.on('SIGINT', () => process.exit(130));
      process.on('SIGTERM', () => process.exit(143));
      resolve();
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
  });
}

/** Whether only this machine reaches an address. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function openToOthers(host: string): string {
  return (
    `Warning: whoever can reach ${host} is an administrator, and can run programs on this machine: ` +
    "the secret of keys that nobody issued is known to all ('test')."
  );
}
