import { readFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync(new URL('./package.json', import.meta.url), 'utf8'));

const products = [
  { id: 'p-1', name: 'Water wheel', cents: 129_00 },
  { id: 'p-2', name: 'Sluice gate', cents: 349_00 },
];

/** What the shop answers to a path. */
export function answer(path) {
  if (path === '/health') return { status: 200, body: { version, healthy: true } };
  if (path === '/') return { status: 200, body: { version, products: products.map(priced) } };
  return { status: 404, body: { version, message: `There is no ${path}.` } };
}

function priced({ id, name, cents }) {
  return { id, name, price: (cents / 100).toFixed(2) };
}
