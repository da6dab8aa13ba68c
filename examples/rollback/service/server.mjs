import { createServer } from 'node:http';
import { answer, begin, release, work } from './shop.mjs';
import { tell } from './telling.mjs';
import { tellUsage } from './usage.mjs';

/** The shop as a process: in a task of ECS, and on a server. */
begin();

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://shop');
  const answered = await answer(pathname, searchParams);
  if (!answered) return request.destroy();
  const { status, body } = answered;
  response.writeHead(status, { 'content-type': 'text/plain', 'x-version': release.version }).end(body);
});

// Where several servers share a machine, each has an address of its own.
server.listen(Number(process.env.PORT ?? 8080), process.env.HOST, () =>
  tell({ event: 'open', version: release.version }),
);
tellUsage(Number(process.env.USAGE_SECONDS ?? 10));
setInterval(() => work(80), 100).unref();

// What is being answered is answered to its end.
process.on('SIGTERM', () => server.close(() => process.exit(0)));
