import fc from 'fast-check';

/**
 * Messages on whose framing two honest readers could differ: what request smuggling is made of. Each is
 * refused. After RFC 9112, the CVEs named in the docs, and the kinds that public probes of servers try.
 */

const get = (fields: string) => `GET / HTTP/1.1\r\nHost: a\r\n${fields}\r\n`;
const post = (fields: string, body = '') => `POST / HTTP/1.1\r\nHost: a\r\n${fields}\r\n${body}`;

export const unsound: Readonly<Record<string, string>> = {
  'two lengths that differ': post('Content-Length: 5\r\nContent-Length: 6\r\n', 'hello'),
  'two lengths that agree': post('Content-Length: 5\r\nContent-Length: 5\r\n', 'hello'),
  'a list of lengths': post('Content-Length: 5, 5\r\n', 'hello'),
  'a length with a sign': post('Content-Length: +5\r\n', 'hello'),
  'a negative length': post('Content-Length: -1\r\n'),
  'a hexadecimal length': post('Content-Length: 0x5\r\n', 'hello'),
  'an empty length': post('Content-Length:\r\n'),
  'a length with a space in it': post('Content-Length: 1 0\r\n'),
  'a length with leading signs of another tongue': post('Content-Length: \xb25\r\n', 'hello'),
  'a quoted length': post('Content-Length: "5"\r\n', 'hello'),
  'a length with a fraction': post('Content-Length: 5.0\r\n', 'hello'),
  'a length with an underscore': post('Content-Length: 0_5\r\n', 'hello'),
  'a length with a parameter': post('Content-Length: 5;a=b\r\n', 'hello'),
  'a folded length': post('Content-Length:\r\n 5\r\n', 'hello'),
  'a length behind a vertical tab': post('Content-Length: \x0b5\r\n', 'hello'),
  'a length beyond counting': post('Content-Length: 99999999999999999999\r\n'),
  'a length, then a coding': post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  'a coding, then a length': post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', '0\r\n\r\n'),
  'two codings': post('Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  'a list of codings': post('Transfer-Encoding: gzip, chunked\r\n', '0\r\n\r\n'),
  'chunked not last': post('Transfer-Encoding: chunked, identity\r\n', '0\r\n\r\n'),
  'a coding with a parameter': post('Transfer-Encoding: chunked;a=b\r\n', '0\r\n\r\n'),
  'an empty coding': post('Transfer-Encoding:\r\n', '0\r\n\r\n'),
  'an empty coding before chunked': post('Transfer-Encoding: , chunked\r\n', '0\r\n\r\n'),
  'a coding with a comma behind it': post('Transfer-Encoding: chunked,\r\n', '0\r\n\r\n'),
  'a coding with NUL behind it': post('Transfer-Encoding: chunked\0\r\n', '0\r\n\r\n'),
  'a coding with a letter beyond ASCII': post('Transfer-Encoding: \xe7hunked\r\n', '0\r\n\r\n'),
  'a coding behind a CR alone': post('X: a\rTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  'a coding behind an LF alone': post('X: a\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  'an unknown coding': post('Transfer-Encoding: xchunked\r\n', '0\r\n\r\n'),
  'identity, which RFC 7230 took away': post('Transfer-Encoding: identity\r\n'),
  'a quoted coding': post('Transfer-Encoding: "chunked"\r\n', '0\r\n\r\n'),
  'a coding behind a vertical tab': post('Transfer-Encoding: \x0bchunked\r\n', '0\r\n\r\n'),
  'a coding in HTTP/1.0': 'POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'a space before the colon': post('Content-Length : 5\r\n', 'hello'),
  'a tab before the colon': post('Transfer-Encoding\t: chunked\r\n', '0\r\n\r\n'),
  'a folded line': get('X: a\r\n b\r\n'),
  'a folded coding': post('Transfer-Encoding:\r\n chunked\r\n', '0\r\n\r\n'),
  'a folded first line': 'GET / HTTP/1.1\r\n Host: a\r\n\r\n',
  'a line that ends in LF alone': 'GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n',
  'a request line that ends in LF alone': 'GET / HTTP/1.1\nHost: a\n\n',
  'a CR within a value': get('X: a\rb\r\n'),
  'a CR before the CR LF': get('X: a\r\r\n'),
  'NUL in a value': get('X: a\0b\r\n'),
  'NUL in a name': get('X\0: a\r\n'),
  'a control character in a value': get('X: a\x01b\r\n'),
  'an empty name': get(': a\r\n'),
  'no colon': get('X\r\n'),
  'a name beyond ASCII': get('X\xe9: a\r\n'),
  'a name in parentheses': get('(X): a\r\n'),
  'no Host in HTTP/1.1': 'GET / HTTP/1.1\r\nX: a\r\n\r\n',
  'two Hosts': get('Host: b\r\n'),
  'two Hosts that agree': get('host: a\r\n'),
  'a Host with credentials': 'GET / HTTP/1.1\r\nHost: a@b\r\n\r\n',
  'a Host with a path': 'GET / HTTP/1.1\r\nHost: a/b\r\n\r\n',
  'a list of Hosts': 'GET / HTTP/1.1\r\nHost: a, b\r\n\r\n',
  'a URL and a Host that differ': 'GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'a URL of another kind': 'GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'a relative target': 'GET a HTTP/1.1\r\nHost: a\r\n\r\n',
  'a star for GET': 'GET * HTTP/1.1\r\nHost: a\r\n\r\n',
  'an empty target': 'GET  HTTP/1.1\r\nHost: a\r\n\r\n',
  'two spaces': 'GET  / HTTP/1.1\r\nHost: a\r\n\r\n',
  'a tab for a space': 'GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'a space in the target': 'GET /a b HTTP/1.1\r\nHost: a\r\n\r\n',
  'a control character in the target': 'GET /\x01 HTTP/1.1\r\nHost: a\r\n\r\n',
  'a target beyond ASCII': 'GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n',
  'a space behind the version': 'GET / HTTP/1.1 \r\nHost: a\r\n\r\n',
  'no version': 'GET /\r\nHost: a\r\n\r\n',
  'HTTP/1.2': 'GET / HTTP/1.2\r\nHost: a\r\n\r\n',
  'HTTP/2.0': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'a version in lower case': 'GET / http/1.1\r\nHost: a\r\n\r\n',
  'a version of two digits': 'GET / HTTP/1.11\r\nHost: a\r\n\r\n',
  'a method with a colon': 'GET: / HTTP/1.1\r\nHost: a\r\n\r\n',
  'a space first': ' GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'a fragment in a URL and another Host': 'GET http://a#b/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'a URL with credentials': 'GET http://b@a/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'a Host behind a folded line': 'GET / HTTP/1.1\r\nX: a\r\n\tHost: b\r\n\r\n',
  'a Host with a space in it': 'GET / HTTP/1.1\r\nHost: a b\r\n\r\n',
  'a Host with NUL in it': 'GET / HTTP/1.1\r\nHost: a\0b\r\n\r\n',
  'an LF first': '\nGET / HTTP/1.1\r\nHost: a\r\n\r\n',
};

export const sound: Readonly<Record<string, string>> = {
  plain: get(''),
  'a length': post('Content-Length: 5\r\n', 'hello'),
  chunks: post('transfer-encoding: Chunked\r\n', '0\r\n\r\n'),
  'an empty line first': `\r\n${get('')}`,
  'no space behind the colon': get('X:a\r\n'),
  'much space around a value': get('X: \t a \t \r\n'),
  'an empty value': get('X:\r\n'),
  'a value beyond ASCII': get('X: \xe9\r\n'),
  'a Host with a port': 'GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n',
  'a URL': 'GET http://a/b?c HTTP/1.1\r\nHost: a\r\n\r\n',
  'a star for OPTIONS': 'OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n',
  'HTTP/1.0 without Host': 'GET / HTTP/1.0\r\n\r\n',
  'a length with leading zeros': post('Content-Length: 005\r\n', 'hello'),
  'a length with spaces around it': post('Content-Length:  5 \t\r\n', 'hello'),
  'a length of 0 and a request behind it': post(
    'Content-Length: 0\r\n',
    'GET /2 HTTP/1.1\r\nHost: b\r\n\r\n',
  ),
  'a length and a request behind it': post(
    'Content-Length: 5\r\n',
    'helloGET /2 HTTP/1.1\r\nHost: b\r\n\r\n',
  ),
  'GET with a body': get('Content-Length: 5\r\n') + 'hello',
  'DELETE with a body': 'DELETE / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
  'OPTIONS with a body': 'OPTIONS / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
  'a length spelt with an underscore': get('Content_Length: 5\r\n'),
  'a coding spelt with an underscore': get('Transfer_Encoding: chunked\r\n'),
  'a name with a dot': get('Content.Length: 5\r\n'),
  'a length that Connection names': post('Connection: content-length\r\nContent-Length: 5\r\n', 'hello'),
  'a coding that Connection names': post(
    'Connection: transfer-encoding\r\nTransfer-Encoding: chunked\r\n',
    '5\r\nhello\r\n0\r\n\r\n',
  ),
  'an upgrade to HTTP/2': get(
    'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n',
  ),
  'an upgrade with a body': post('Connection: Upgrade\r\nUpgrade: x\r\nContent-Length: 5\r\n', 'hello'),
  'a target with two slashes': 'GET //b/c HTTP/1.1\r\nHost: a\r\n\r\n',
  'a target that climbs': 'GET /b/../c/./d HTTP/1.1\r\nHost: a\r\n\r\n',
  'a target in hexadecimal': 'GET /%2e%2e/%00%0d%0a HTTP/1.1\r\nHost: a\r\n\r\n',
  'a target with a fragment': 'GET /a#b HTTP/1.1\r\nHost: a\r\n\r\n',
  'a target with a backslash': 'GET /a\\b HTTP/1.1\r\nHost: a\r\n\r\n',
  'a URL as a path': 'GET /http://b/ HTTP/1.1\r\nHost: a\r\n\r\n',
  'an unknown method': 'BREW / HTTP/1.1\r\nHost: a\r\n\r\n',
};

const answer = (fields: string, body = '') => `HTTP/1.1 200 OK\r\n${fields}\r\n${body}`;

export const unsoundResponses: Readonly<Record<string, string>> = {
  'two lengths that differ': answer('Content-Length: 1\r\nContent-Length: 2\r\n', 'ab'),
  'two lengths that agree': answer('Content-Length: 1\r\nContent-Length: 1\r\n', 'a'),
  'a length and a coding': answer('Content-Length: 1\r\nTransfer-Encoding: chunked\r\n', '0\r\n\r\n'),
  'an unknown coding': answer('Transfer-Encoding: gzip\r\n'),
  'a coding in HTTP/1.0': 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
  'a folded line': answer('X: a\r\n b\r\n'),
  'a line that ends in LF alone': 'HTTP/1.1 200 OK\nX: a\n\n',
  'NUL in a value': answer('X: \0\r\n'),
  'a space before the colon': answer('Content-Length : 1\r\n', 'a'),
  'a status of four digits': 'HTTP/1.1 2000 OK\r\n\r\n',
  'a status of letters': 'HTTP/1.1 abc OK\r\n\r\n',
  'a status beyond 599': 'HTTP/1.1 600 No\r\n\r\n',
  'another protocol': 'SSH-2.0-OpenSSH_9.2\r\n',
  'HTTP/2': 'HTTP/2 200 OK\r\n\r\n',
};

export const unsoundChunks: Readonly<Record<string, string>> = {
  'a size with 0x': '0x5\r\nhello\r\n0\r\n\r\n',
  'a size with an underscore': '0_5\r\nhello\r\n0\r\n\r\n',
  'a negative size': '-1\r\n\r\n',
  'a size with a sign': '+5\r\nhello\r\n0\r\n\r\n',
  'an empty size': '\r\nhello\r\n',
  'a size behind a space': ' 5\r\nhello\r\n0\r\n\r\n',
  'a space behind a size': '5 \r\nhello\r\n0\r\n\r\n',
  'a size beyond counting': '10000000000000005\r\nhello\r\n0\r\n\r\n',
  'a size line that ends in LF alone': '5\nhello\r\n0\r\n\r\n',
  'a size line that ends in CR alone': '5\rhello\r\n0\r\n\r\n',
  'LF within an extension': '5;a\nb\r\nhello\r\n0\r\n\r\n',
  'an endless extension': `5;${'a'.repeat(2000)}\r\nhello\r\n0\r\n\r\n`,
  'data longer than its size': '5\r\nhello!\r\n0\r\n\r\n',
  'data that ends in LF alone': '5\r\nhello\n0\r\n\r\n',
  'a length in the trailers': '0\r\nContent-Length: 5\r\n\r\n',
  'a coding in the trailers': '0\r\nTransfer-Encoding: chunked\r\n\r\n',
  'a Host in the trailers': '0\r\nHost: b\r\n\r\n',
  'a folded trailer': '0\r\nX: a\r\n b\r\n\r\n',
  'a trailer with a space before the colon': '0\r\nX : a\r\n\r\n',
  'a trailer that ends in LF alone': '0\r\nX: a\n\r\n',
  'NUL in a trailer': '0\r\nX: \0\r\n\r\n',
};

const chunks = (body: string) => post('Transfer-Encoding: chunked\r\n', body);

/** Whole requests whose body comes in chunks, each of them sound. */
export const chunkedBodies: Readonly<Record<string, string>> = {
  'a size in capitals': chunks(`A\r\n${'x'.repeat(10)}\r\n0\r\n\r\n`),
  'a size with leading zeros': chunks('0005\r\nhello\r\n000\r\n\r\n'),
  'an extension': chunks('5;a=b;c\r\nhello\r\n0;d\r\n\r\n'),
  'a quoted extension': chunks('5;a="b;c"\r\nhello\r\n0\r\n\r\n'),
  'a trailer': chunks('5\r\nhello\r\n0\r\nX: a\r\n\r\n'),
  'chunks that look like a request': chunks('17\r\nGET / HTTP/1.1\r\nHost: b\r\n0\r\n\r\n'),
  'chunks and a request behind them': chunks('5\r\nhello\r\n0\r\n\r\nGET /2 HTTP/1.1\r\nHost: b\r\n\r\n'),
};

const letters = fc.oneof(
  fc.constantFrom(
    '\r',
    '\n',
    '\0',
    ' ',
    '\t',
    ':',
    ',',
    ';',
    '\r\n',
    '\r\n ',
    '0',
    '-',
    '+',
    '_',
    '"',
    '\x0b',
  ),
  fc.constantFrom(
    'Content-Length: 3\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Host: b\r\n',
    'chunked',
    '/',
    '@',
  ),
  fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)),
);
const change = fc.record({ at: fc.nat(200), cut: fc.nat(2), letters });
/** Sound messages with some letters in them cut, replaced or put in. */
export const mutated = fc
  .tuple(
    fc.constantFrom(sound.plain!, sound['a length']!, sound.chunks!, sound['HTTP/1.0 without Host']!),
    fc.array(change, { minLength: 1, maxLength: 3 }),
  )
  .map(([text, changes]) =>
    changes.reduce((so, { at, cut, letters: more }) => {
      const from = at % so.length;
      return so.slice(0, from) + more + so.slice(from + cut);
    }, text),
  );
