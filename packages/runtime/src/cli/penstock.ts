import { Command, CommanderError, Option } from 'commander';
import type { AgentFlags } from './agent.ts';
import type { LintFlags } from './lint.ts';
import { start, type StartFlags } from './start.ts';
import { version } from './version.ts';

/** AWS's exit codes for a tool of ours: 0 done, 1 what was asked for failed, 2 it was not said right. */
export async function penstock(words: readonly string[]): Promise<number> {
  let code = 0;
  const program = new Command('penstock')
    .description('An AWS delivery platform that runs for real, on this machine.')
    .version(version)
    .exitOverride();
  program
    .command('start')
    .description('Serve AWS on http://127.0.0.1:4566 until stopped.')
    .option('--port <port>', 'the port to listen on; 0 takes a free one', '4566')
    .option('--host <address...>', 'addresses to listen on', ['127.0.0.1', '::1'])
    .option('--data <folder>', 'keep everything here; without it, everything goes with the process')
    .option('--account <id>', 'the account of callers that name none', '000000000000')
    .option('--clock <speed>', 'house seconds in a second: 60 runs an hour in a minute; or virtual')
    .addOption(
      new Option('--smtp <url>', 'the mail server: smtp://user:password@host:587').env('PENSTOCK_SMTP_URL'),
    )
    .option('--mail-from <address>', 'who mails are from', 'AWS Notifications <no-reply@penstock.invalid>')
    .addOption(
      new Option('--github <url>', 'where github.com is, if elsewhere; its API below /api/v3').env(
        'PENSTOCK_GITHUB',
      ),
    )
    .option(
      '--chat <channel...>',
      'chats to post to: slack:TEAM/CHANNEL=https://hooks…, teams:…; or PENSTOCK_CHAT',
    )
    .option('--quiet', 'say only when it is ready')
    .action(async (flags: StartFlags) => {
      code = await start(flags);
    });
  program
    .command('lint')
    .description('Say which alarms cannot go off, and which releases nothing takes back.')
    .argument(
      '[file...]',
      'templates, input files, scripts of AWS CLI commands, READMEs with either, buildspecs',
    )
    .option('--live <url>', 'look at what runs there too, by calls that only read')
    .option('--format <format>', 'text, json or sarif', 'text')
    .action(async (files: string[], flags: LintFlags) => {
      // A house that only starts reads none of this.
      const { lintFiles } = await import('./lint.ts');
      code = await lintFiles(files, flags);
    });
  agentCommand(program, (done) => (code = done));
  try {
    await program.parseAsync(words, { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    throw error;
  }
}

function agentCommand(program: Command, done: (code: number) => void): void {
  program
    .command('agent')
    .description('Be a server that CodeDeploy deploys to: on this machine, or in a folder of it.')
    .addOption(
      new Option('--endpoint <url>', 'where Penstock is')
        .default('http://127.0.0.1:4566')
        .env('AWS_ENDPOINT_URL'),
    )
    .addOption(new Option('--region <region>', 'its region').default('us-east-1').env('AWS_REGION'))
    .option(
      '--name <name>',
      "the on-premises instance's name, or an EC2 instance's id; the machine's name unless said",
    )
    .option('--tags <tag...>', 'key=value, which deployment groups find it by')
    .option('--dir <folder>', 'what the agent keeps: revisions, logs, what it is at', '/opt/codedeploy-agent')
    .option('--root <folder>', 'where the destinations of files begin', '/')
    .option('--git <url>', "where GitHub revisions' repositories are", 'https://github.com')
    .action(async (flags: AgentFlags) => {
      const { agent } = await import('./agent.ts');
      done(await agent(flags));
    });
}
