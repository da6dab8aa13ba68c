import { decide } from './decision.mjs';

/**
 * The function behind the pipeline's Judge action: is told a commit's message, and reports as output variables
 * whether the release needs an approval, and why. Whatever goes wrong fails its job, and with it the pipeline: no
 * release is let through because nobody could judge it.
 *
 * @param {import('./aws.mjs').Aws} aws
 */
export const judging = (aws) => async (event) => {
  const { id, data } = event['CodePipeline.job'];
  try {
    const message = data.actionConfiguration.configuration.UserParameters ?? '';
    await aws.succeed(id, { outputVariables: await judged(aws, message) });
  } catch (error) {
    await aws.fail(id, String(error));
  }
};

async function judged(aws, message) {
  const { change, decision, flag } = decide(message);
  if (decision !== 'automatic if on in QA') return { Decision: decision, Reason: change };
  const isOn = (await aws.parameter(`/flags/qa/${flag}`)) === 'on';
  return {
    Decision: isOn ? 'automatic' : 'manual',
    Reason: `${change} ${flag}, ${isOn ? 'on' : 'not on'} in QA`,
  };
}
