import { createServer } from 'node:http';
import { answer } from './answer.js';

const port = Number(process.env.PORT ?? 8080);

const server = createServer((request, response) => {
  const { status, body } = answer(new URL(request.url, 'http://storefront').pathname);
  response.writeHead(status, { 'content-type': 'application/json', 'x-version': body.version });
  response.end(JSON.stringify(body));
});

server.listen(port, () => console.log(`storefront listens on ${port}`));

process.on('SIGTERM', () => server.close(() => process.exit(0)));
