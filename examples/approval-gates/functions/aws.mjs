import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { SSM } from '@aws-sdk/client-ssm';

const codepipeline = new CodePipeline();
const ssm = new SSM();

/**
 * What the functions ask of AWS, and no more: a test plays them with another one.
 *
 * @typedef {object} Aws
 * @property {(jobId: string, more: { outputVariables?: Record<string, string>, continuationToken?: string }) => Promise<unknown>} succeed
 * @property {(jobId: string, message: string) => Promise<unknown>} fail
 * @property {(name: string) => Promise<string | undefined>} parameter
 * @property {(seconds: number) => Promise<unknown>} wait
 */

/** @type {Aws} */
export const aws = {
  succeed: (jobId, more) => codepipeline.putJobSuccessResult({ jobId, ...more }),
  fail: (jobId, message) =>
    codepipeline.putJobFailureResult({ jobId, failureDetails: { type: 'JobFailed', message } }),
  wait: (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000)),
  async parameter(Name) {
    try {
      return (await ssm.getParameter({ Name })).Parameter?.Value;
    } catch (error) {
      if (error instanceof Error && error.name === 'ParameterNotFound') return undefined;
      throw error;
    }
  },
};
