#!/bin/sh
# Tries the release before customers do. It waits for the shop to open; it has no time-out of its own for an answer.
exec node --input-type=module -e '
const url = `http://${process.env.HOST ?? "127.0.0.1"}:8080/self-test`;
for (let tries = 1; ; tries++) {
  const response = await fetch(url).catch(() => undefined);
  if (response?.ok) process.exit(0);
  if (response || tries === 60) {
    console.error(response ? `${url} answered ${response.status}: ${await response.text()}` : `nobody answers ${url}`);
    process.exit(1);
  }
  await new Promise((resolve) => setTimeout(resolve, 250));
}'
