/**
 * What a function is told of its invocation. AWS: developer guide, "Using the Lambda context object to
 * retrieve Node.js function information".
 */
export class Context {
  callbackWaitsForEmptyEventLoop = true;
  functionName = process.env.AWS_LAMBDA_FUNCTION_NAME;
  functionVersion = process.env.AWS_LAMBDA_FUNCTION_VERSION;
  memoryLimitInMB = process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE;
  logGroupName = process.env.AWS_LAMBDA_LOG_GROUP_NAME;
  logStreamName = process.env.AWS_LAMBDA_LOG_STREAM_NAME;
  clientContext = undefined;
  identity = undefined;
  #deadline;

  constructor(headers) {
    this.awsRequestId = headers['lambda-runtime-aws-request-id'];
    this.invokedFunctionArn = headers['lambda-runtime-invoked-function-arn'];
    this.#deadline = Number(headers['lambda-runtime-deadline-ms']);
    this.getRemainingTimeInMillis = () =>
      Math.floor(this.#deadline - performance.timeOrigin - performance.now());
  }
}
