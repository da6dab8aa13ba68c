import { createServer } from 'node:http';

console.log(`version ${process.env.VERSION}`);
createServer((_, response) => response.end(process.env.VERSION)).listen(8080);
process.on('SIGTERM', () => process.exit(0));
