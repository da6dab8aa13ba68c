import assert from 'node:assert/strict';
import { test } from 'node:test';
import { otherPlaces, redirectedTo, relocated } from './places.ts';

test('a listener that may not have its port, or its address, is taken elsewhere', () => {
  const places = (port: number, code: string, address = '127.77.0.1') =>
    otherPlaces({ address, port }, code).map((place) => `${place.address}:${place.port}`);
  assert.deepEqual(places(80, 'EACCES'), ['127.77.0.1:20080', '127.77.0.1:0']);
  assert.deepEqual(places(443, 'EADDRNOTAVAIL'), ['127.0.0.1:443', '127.0.0.1:20443', '127.0.0.1:0']);
  assert.deepEqual(places(60_000, 'EADDRNOTAVAIL'), ['127.0.0.1:60000', '127.0.0.1:0']);
  assert.deepEqual(places(80, 'EADDRNOTAVAIL', '192.0.2.1'), []);
  assert.deepEqual(places(80, 'EADDRINUSE'), []);
});

test('a redirect leads to where a listener is, and elsewhere as it says', () => {
  const places = [{ port: 443, at: { address: '127.77.0.1', port: 8443 } }];
  const rows = {
    'https://127.77.0.1:443/a?b': 'https://127.77.0.1:8443/a?b',
    'http://127.77.0.1:80/a': 'http://127.77.0.1:80/a',
    'https://shop.example:443/a': 'https://shop.example:443/a',
  };
  for (const [location, expected] of Object.entries(rows))
    assert.equal(relocated(location, '127.77.0.1', places), expected);
});

test('a redirect of who came by a name leads to the door that the name is known at', () => {
  const door = 'shop-000000000000.us-east-1.elb.localhost:4566';
  const listener = {
    port: 80,
    at: { address: '127.77.0.1', port: 20080 },
    scheme: 'http',
    keeper: { places: () => [] },
  } as const;
  const lead = (template: string, host: string) => redirectedTo(template, { target: '/a', host }, listener);
  assert.equal(lead('https://#{host}:443/#{path}', door), `https://${door}/a`);
  assert.equal(lead('http://#{host}:#{port}/b', `8080.${door}`), `http://${door}/b`);
  assert.equal(lead('http://#{host}:9000/b', door), `http://9000.${door}/b`);
  assert.equal(lead('https://shop.example:443/', door), 'https://shop.example:443/');
  assert.equal(lead('http://#{host}:#{port}/b', '127.77.0.1:20080'), 'http://127.77.0.1:20080/b');
});
