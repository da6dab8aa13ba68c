import assert from 'node:assert/strict';
import { test } from 'node:test';
import { managedIdentifiers } from './identifiers.ts';
import { maskOf } from './mask.ts';
import { readProtection } from './policy.ts';

const arn = (name: string) => `arn:aws:dataprotection::aws:data-identifier/${name}`;

const masked = (name: string, text: string) => maskOf([managedIdentifiers.get(name)!])(text);

test('what is found is covered letter by letter, and nothing else', () => {
  assert.equal(masked('EmailAddress', 'to a.b+c@mail.example.com!'), 'to **********************!');
  assert.equal(masked('EmailAddress', 'no @ here'), 'no @ here');
  assert.equal(masked('IpAddress', 'from 192.0.2.255, not 192.0.2.256'), 'from ***********, not 192.0.2.256');
  assert.equal(masked('CreditCardNumber', '4111 1111 1111 1111'), '*******************');
  assert.equal(masked('CreditCardNumber', '4111 1111 1111 1112'), '4111 1111 1111 1112');
  assert.equal(masked('Ssn-US', 'ssn 123-45-6789.'), 'ssn ***********.');
  assert.equal(masked('PhoneNumber-US', 'call (212) 555-0100 now'), 'call ************** now');
  assert.equal(masked('BankAccountNumber-DE', 'DE89 3704 0044 0532 0130 00'), '*'.repeat(27));
  assert.equal(
    masked('PkcsPrivateKey', '-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----'),
    '*'.repeat(57),
  );
});

test('a text that two identifiers find something in is covered in both places', () => {
  const both = [managedIdentifiers.get('EmailAddress')!, managedIdentifiers.get('IpAddress')!];
  assert.equal(maskOf(both)('a@b.example from 192.0.2.1'), '*********** from *********');
});

test('places that reach into each other are covered from the first to the last', () => {
  const within = [{ pattern: 'cd' }, { pattern: 'bcde' }, { pattern: 'ef' }, { pattern: 'z*' }];
  assert.equal(maskOf(within)('abcdefg'), 'a*****g');
});

test('a text with very many places takes a time that grows with it, and not with its square', () => {
  const text = 'a@b.c '.repeat(100_000);
  const before = process.cpuUsage();
  assert.equal(masked('EmailAddress', text), '***** '.repeat(100_000));
  const { user } = process.cpuUsage(before);
  assert.ok(user < 10_000_000, `it took ${user / 1000} ms`);
});

const policy = (change: object = {}, names: readonly string[] = [arn('EmailAddress')]) =>
  JSON.stringify({
    Statement: [
      { DataIdentifier: names, Operation: { Audit: { FindingsDestination: {} } } },
      { DataIdentifier: names, Operation: { Deidentify: { MaskConfig: {} } } },
    ],
    ...change,
  });

test('a policy names what AWS knows, or what it says itself', () => {
  assert.equal(readProtection(policy()).length, 1);
  const Configuration = { CustomDataIdentifier: [{ Name: 'Order', Regex: 'ord-\\d+' }] };
  assert.equal(maskOf(readProtection(policy({ Configuration }, ['Order'])))('ord-12 ord'), '****** ord');
  const refused = (text: string, message: RegExp) =>
    assert.throws(() => readProtection(text), { name: 'InvalidParameterException', message });
  refused('no', /no JSON object/);
  refused(policy({ Statement: [] }), /two statements/);
  refused(policy({}, ['Order']), /no custom data identifier Order/);
  refused(policy({}, [arn('Name')]), /does not serve the data identifier Name/);
  refused(policy({}, []), /same list/);
  refused(policy({}, 'Order' as unknown as string[]), /same list/);
  for (const CustomDataIdentifier of [5, [null], [{ Name: 5, Regex: 'a' }]])
    refused(policy({ Configuration: { CustomDataIdentifier } }), /each with a Name/);
  refused(
    policy({ Configuration: { CustomDataIdentifier: [{ Name: 'Order', Regex: '(?=a)' }] } }),
    /is not valid/,
  );
  const audit = { DataIdentifier: ['a'], Operation: { Audit: { FindingsDestination: { S3: {} } } } };
  refused(policy({ Statement: [audit, audit] }), /does not serve destinations of audit findings/);
  refused(policy({ Statement: [{}, {}] }), /the operation Audit/);
});

test('what it would take too long to look through is masked as a whole', () => {
  const Configuration = { CustomDataIdentifier: [{ Name: 'Order', Regex: 'x.*y|x' }] };
  const mask = maskOf(readProtection(policy({ Configuration }, ['Order'])));
  assert.equal(mask('x and x'), '* and *');
  assert.equal(mask('x'.repeat(65_536) + 'z'), '*'.repeat(65_537));
});
