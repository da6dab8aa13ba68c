import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answer } from '../answer.js';

test('the health check is answered', () => {
  assert.equal(answer('/health').status, 200);
});

test('products have prices', () => {
  const { body } = answer('/');
  assert.deepEqual(
    body.products.map((product) => product.price),
    ['129.00', '349.00'],
  );
});

test('what is not there is not found', () => {
  assert.equal(answer('/nothing').status, 404);
});
