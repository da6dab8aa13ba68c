import type { Work } from '../actions/action.ts';
import { builtByCommands, shownOf } from '../actions/managed-build.ts';
import { played, type Script, type ScriptMemory } from '../actions/script.ts';
import { asRule, type RuleProvider } from './rule.ts';

/** Commands that have to succeed. Their time-out, 55 minutes, is the build's own. */
// AWS: user guide, rule reference "Commands": "The timeout for builds with the Commands rule is 55 minutes".
export const commands: RuleProvider<ScriptMemory> = {
  type: {
    provider: 'Commands',
    inputs: { min: 0, max: 5 },
    configuration: [],
    commands: true,
  },
  fault: ({ commands: lines = [] }) => {
    if (lines.length === 0) return 'it has no commands';
    // AWS: the same page: "You must use single-line format when entering commands".
    if (lines.some((line) => line.includes('\n'))) return 'commands must be in single-line format';
    return undefined;
  },
  ...asRule(played(script)),
};

function* script(work: Work): Script {
  const build = yield* builtByCommands(work, { commands: work.commands ?? [] });
  return { shows: shownOf(build) };
}
