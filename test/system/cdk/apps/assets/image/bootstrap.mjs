#!/usr/bin/env node
// Speaks to the Lambda Runtime API itself, as an image's own program does.
const api = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime/invocation`;
for (;;) {
  const next = await fetch(`${api}/next`);
  const event = await next.json();
  const id = next.headers.get('lambda-runtime-aws-request-id');
  console.log('got', JSON.stringify(event));
  await fetch(`${api}/${id}/response`, { method: 'POST', body: JSON.stringify({ from: 'an image', event }) });
}
