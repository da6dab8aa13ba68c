const secondsBetween = 10;
const attemptsMax = 30;

/**
 * The function behind the rule DependenciesAreHealthy. A dependency that is not healthy delays the release: the job
 * goes on with a continuation token. One that stays so aborts it.
 *
 * @param {import('./aws.mjs').Aws} aws
 * @param {readonly string[]} dependencies
 */
export const readying = (aws, dependencies) => async (event) => {
  const { id, data } = event['CodePipeline.job'];
  try {
    const ill = await unhealthy(aws, dependencies);
    if (ill.length === 0) return await aws.succeed(id, {});
    const attempts = Number(data.continuationToken ?? 0) + 1;
    if (attempts >= attemptsMax) return await aws.fail(id, `Still unhealthy: ${ill.join(', ')}`);
    await aws.wait(secondsBetween);
    await aws.succeed(id, { continuationToken: String(attempts) });
  } catch (error) {
    await aws.fail(id, String(error));
  }
};

async function unhealthy(aws, dependencies) {
  const states = await Promise.all(dependencies.map((name) => aws.parameter(`/health/${name}`)));
  return dependencies.filter((_, index) => states[index] !== 'healthy');
}
