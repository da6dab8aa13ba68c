import { cannot, needsEngine } from './refusal.ts';

/** Programs that change the machine they run on, and would change this one. */
const systemPrograms: Readonly<Record<string, string>> = Object.fromEntries([
  ...['apt', 'apt-get', 'apk', 'yum', 'dnf', 'microdnf', 'zypper', 'pacman', 'dpkg', 'rpm'].map((name) => [
    name,
    'it would install packages on this machine',
  ]),
  ...['update-ca-certificates', 'ldconfig', 'systemctl', 'service', 'setcap'].map((name) => [
    name,
    'it would change the settings of this machine',
  ]),
  ['corepack', 'it would change Node.js of this machine; npm install -g installs into the image'],
]);

/**
 * Programs that make users and give files to them. Whatever the image says, it runs as whoever runs
 * Penstock.
 */
const userPrograms = ['addgroup', 'adduser', 'chgrp', 'chown', 'groupadd', 'groupmod', 'useradd', 'usermod'];

/** Places that are the same in an image and on this machine: programs, and devices. */
const samePlaces = /^\/(?:bin|usr\/bin|usr\/bin\/env|dev)(?:\/[\w.-]+)*$/;

export type Verdict = 'run' | 'users only';

/**
 * What a RUN may do here. It has this machine's root, not the image's: what would act on that is refused;
 * what only makes users is left out.
 */
export function judge(text: string, isInImage: (imagePath: string) => boolean): Verdict {
  const commands = text
    .split(/&&|\|\||[;|&\n()]/)
    .map(programOf)
    .filter((program) => program !== undefined);
  const system = commands.find((program) => systemPrograms[program] !== undefined);
  if (system !== undefined)
    cannot(`do RUN ${text}: ${system} is not run, ${systemPrograms[system]}; ${needsEngine}`);
  const users = commands.filter((program) => userPrograms.includes(program));
  if (users.length > 0 && users.length === commands.length) return 'users only';
  if (users.length > 0)
    cannot(
      `do RUN ${text}: ${users[0]} is not run, since everything runs as whoever runs Penstock; ` +
        `alone in a RUN of its own it would be left out`,
    );
  const strange = absolutePaths(text).find((each) => isInImage(each) || !samePlaces.test(each));
  if (strange !== undefined)
    cannot(
      `do RUN ${text}: ${strange} would be a path of this machine, since RUN is run on it; name files of the ` +
        'image by their path from the WORKDIR',
    );
  return 'run';
}

/** The program of a simple command, without its folder and the variables set before it. */
function programOf(command: string): string | undefined {
  const words = command.trim().split(/\s+/);
  const first = words.find((word) => !/^\w+=|^(sudo|exec|env|then|do|else|if|while|!|\{)$/.test(word));
  return first ? first.replace(/^.*\//, '').replace(/["']/g, '') : undefined;
}

/** Words, or parts of words after `=` and redirections, that begin with a slash. */
function absolutePaths(text: string): string[] {
  const found = [...text.matchAll(/(?:^|[\s"'=<>`(;|&,])(\/[^\s"'`;|&<>()]*)/g)];
  return found.map(([, place]) => place!);
}
